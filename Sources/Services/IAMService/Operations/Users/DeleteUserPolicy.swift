import Authorization
import Store

extension IAMService {
    /// `DeleteUserPolicy`: removes an inline policy.
    var deleteUserPolicy: ServiceOperation { deleteInlinePolicy("DeleteUserPolicy", UserRecord.self) }
}
