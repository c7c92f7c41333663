import Authorization
import Store

extension IAMService {
    /// `ListAttachedUserPolicies`: the managed policies attached.
    var listAttachedUserPolicies: ServiceOperation { listAttachedPolicies("ListAttachedUserPolicies", UserRecord.self) }
}
