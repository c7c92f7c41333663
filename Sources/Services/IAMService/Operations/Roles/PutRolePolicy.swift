import Authorization
import Store

extension IAMService {
    /// `PutRolePolicy`: writes an inline policy.
    var putRolePolicy: ServiceOperation { putInlinePolicy("PutRolePolicy", RoleRecord.self) }
}
