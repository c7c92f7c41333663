import Authorization
import Store

extension IAMService {
    /// `ListUserPolicies`: the names of the inline policies.
    var listUserPolicies: ServiceOperation { listInlinePolicies("ListUserPolicies", UserRecord.self) }
}
