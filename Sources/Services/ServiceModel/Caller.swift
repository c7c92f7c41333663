import AWSVocabulary
package import SessionCredentials

/// Who signed a call.
package enum Caller: Sendable {
    /// Nobody: the call is not signed.
    case anonymous
    /// An IAM user with a long-term access key.
    case user(UserCaller)
    /// Temporary credentials, whose token was opened and is live.
    case session(OpenedSession)

    /// Twelve digits; nil for anonymous calls.
    package var account: String? {
        switch self {
        case .anonymous: nil
        case .user(let user): user.account
        case .session(let session): session.claims.account
        }
    }

    package var accessKeyID: String? {
        switch self {
        case .anonymous: nil
        case .user(let user): user.accessKeyID
        case .session(let session): session.claims.accessKeyID
        }
    }

    /// What `GetCallerIdentity` answers as `Arn`.
    package var arn: String? {
        switch self {
        case .anonymous: nil
        case .user(let user): "arn:aws:iam::\(user.account):user\(user.path)\(user.name)"
        case .session(let session): session.arn
        }
    }

    /// What `GetCallerIdentity` answers as `UserId`.
    package var userID: String? {
        switch self {
        case .anonymous: nil
        case .user(let user): user.id
        case .session(let session): session.userID
        }
    }
}

/// An IAM user as the caller of a request.
package struct UserCaller: Sendable, Hashable {
    /// Twelve digits.
    package let account: String
    /// `AIDA` and 17 more.
    package let id: String
    package let name: String
    package let path: String
    package let accessKeyID: String

    package init(account: String, id: String, name: String, path: String, accessKeyID: String) {
        self.account = account
        self.id = id
        self.name = name
        self.path = path
        self.accessKeyID = accessKeyID
    }
}
