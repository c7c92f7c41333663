import Authorization
import Store

extension IAMService {
    /// `ListPolicyTags`: the tags.
    var listPolicyTags: ServiceOperation { listTags("ListPolicyTags", ManagedPolicyRecord.self) }
}
