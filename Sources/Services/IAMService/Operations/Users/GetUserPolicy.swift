import Authorization
import Store

extension IAMService {
    /// `GetUserPolicy`: one inline policy.
    var getUserPolicy: ServiceOperation { getInlinePolicy("GetUserPolicy", UserRecord.self, member: "UserName") }
}
