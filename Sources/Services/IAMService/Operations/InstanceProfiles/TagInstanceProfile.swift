import Authorization
import Store

extension IAMService {
    /// `TagInstanceProfile`: adds and overwrites tags.
    var tagInstanceProfile: ServiceOperation { tag("TagInstanceProfile", InstanceProfileRecord.self) }
}
