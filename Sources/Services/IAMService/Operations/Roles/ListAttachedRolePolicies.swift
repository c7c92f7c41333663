import Authorization
import Store

extension IAMService {
    /// `ListAttachedRolePolicies`: the managed policies attached.
    var listAttachedRolePolicies: ServiceOperation { listAttachedPolicies("ListAttachedRolePolicies", RoleRecord.self) }
}
