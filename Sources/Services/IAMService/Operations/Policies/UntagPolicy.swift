import Authorization
import Store

extension IAMService {
    /// `UntagPolicy`: removes tags.
    var untagPolicy: ServiceOperation { untag("UntagPolicy", ManagedPolicyRecord.self) }
}
