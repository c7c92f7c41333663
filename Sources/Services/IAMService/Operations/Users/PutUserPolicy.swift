import Authorization
import Store

extension IAMService {
    /// `PutUserPolicy`: writes an inline policy.
    var putUserPolicy: ServiceOperation { putInlinePolicy("PutUserPolicy", UserRecord.self) }
}
