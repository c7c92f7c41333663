import Authorization
import Store

extension IAMService {
    /// `TagRole`: adds and overwrites tags.
    var tagRole: ServiceOperation { tag("TagRole", RoleRecord.self) }
}
