import Authorization
import Store

extension IAMService {
    /// `GetRolePolicy`: one inline policy.
    var getRolePolicy: ServiceOperation { getInlinePolicy("GetRolePolicy", RoleRecord.self, member: "RoleName") }
}
