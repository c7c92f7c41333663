import Authorization
import Store

extension IAMService {
    /// `DetachRolePolicy`: detaches a managed policy.
    var detachRolePolicy: ServiceOperation { detachPolicy("DetachRolePolicy", RoleRecord.self) }
}
