import Authorization
import Store

extension IAMService {
    /// `ListRolePolicies`: the names of the inline policies.
    var listRolePolicies: ServiceOperation { listInlinePolicies("ListRolePolicies", RoleRecord.self) }
}
