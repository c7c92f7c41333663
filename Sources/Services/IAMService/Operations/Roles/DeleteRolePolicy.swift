import Authorization
import Store

extension IAMService {
    /// `DeleteRolePolicy`: removes an inline policy.
    var deleteRolePolicy: ServiceOperation { deleteInlinePolicy("DeleteRolePolicy", RoleRecord.self) }
}
