import Authorization
import Store

extension IAMService {
    /// `TagUser`: adds and overwrites tags.
    var tagUser: ServiceOperation { tag("TagUser", UserRecord.self) }
}
