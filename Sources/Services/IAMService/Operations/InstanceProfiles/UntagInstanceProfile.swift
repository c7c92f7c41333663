import Authorization
import Store

extension IAMService {
    /// `UntagInstanceProfile`: removes tags.
    var untagInstanceProfile: ServiceOperation { untag("UntagInstanceProfile", InstanceProfileRecord.self) }
}
