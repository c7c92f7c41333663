import Authorization
import Store

extension IAMService {
    /// `AttachRolePolicy`: attaches a managed policy.
    var attachRolePolicy: ServiceOperation { attachPolicy("AttachRolePolicy", RoleRecord.self) }
}
