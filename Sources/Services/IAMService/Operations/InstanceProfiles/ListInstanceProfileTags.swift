import Authorization
import Store

extension IAMService {
    /// `ListInstanceProfileTags`: the tags.
    var listInstanceProfileTags: ServiceOperation { listTags("ListInstanceProfileTags", InstanceProfileRecord.self) }
}
