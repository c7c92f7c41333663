import Authorization
import Store

extension IAMService {
    /// `UntagRole`: removes tags.
    var untagRole: ServiceOperation { untag("UntagRole", RoleRecord.self) }
}
