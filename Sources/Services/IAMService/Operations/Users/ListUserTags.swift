import Authorization
import Store

extension IAMService {
    /// `ListUserTags`: the tags.
    var listUserTags: ServiceOperation { listTags("ListUserTags", UserRecord.self) }
}
