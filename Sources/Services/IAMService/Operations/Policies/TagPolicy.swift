import Authorization
import Store

extension IAMService {
    /// `TagPolicy`: adds and overwrites tags.
    var tagPolicy: ServiceOperation { tag("TagPolicy", ManagedPolicyRecord.self) }
}
