package import AWSVocabulary

/// A session whose token was opened.
package final class OpenedSession: Sendable {
    package let claims: SessionClaims
    package let secret: Secret
    /// Of the session, or of the user it was given to.
    package let arn: String
    /// What `GetCallerIdentity` answers as `UserId`.
    package let userID: String

    package init(claims: SessionClaims, secret: Secret) {
        self.claims = claims
        self.secret = secret
        switch claims.principal {
        case .role(let id, let name, _):
            arn = "arn:aws:sts::\(claims.account):assumed-role/\(name)/\(claims.sessionName)"
            userID = "\(id):\(claims.sessionName)"
        case .user(let id, let name, let path):
            arn = "arn:aws:iam::\(claims.account):user\(path)\(name)"
            userID = id
        }
    }
}
