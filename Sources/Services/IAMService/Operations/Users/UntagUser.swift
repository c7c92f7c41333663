import Authorization
import Store

extension IAMService {
    /// `UntagUser`: removes tags.
    var untagUser: ServiceOperation { untag("UntagUser", UserRecord.self) }
}
