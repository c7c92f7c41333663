package import Ambient

/// Who called, as CloudTrail's `userIdentity` tells it.
package enum AuditIdentity: Sendable, Hashable {
    case anonymous
    case user(User)
    case session(Session)
    case webIdentity(WebIdentity)
    /// A service of the control plane itself, for example `lanyard.local`.
    case service(String)

    /// An IAM user.
    package struct User: Sendable, Hashable {
        package var id: String
        package var arn: String
        package var account: String
        package var name: String
        package var accessKeyID: String

        package init(id: String, arn: String, account: String, name: String, accessKeyID: String) {
            self.id = id
            self.arn = arn
            self.account = account
            self.name = name
            self.accessKeyID = accessKeyID
        }
    }

    /// A role's session, and the role as its issuer.
    package struct Session: Sendable, Hashable {
        package var id: String
        package var arn: String
        package var account: String
        package var accessKeyID: String
        package var roleID: String
        package var roleARN: String
        package var roleName: String
        package var issuedAt: Timestamp
        package var sourceIdentity: String?
        /// The ARN of the provider whose token the session was given for.
        package var federatedProvider: String?

        package init(
            id: String,
            arn: String,
            account: String,
            accessKeyID: String,
            roleID: String,
            roleARN: String,
            roleName: String,
            issuedAt: Timestamp,
            sourceIdentity: String? = nil,
            federatedProvider: String? = nil
        ) {
            self.id = id
            self.arn = arn
            self.account = account
            self.accessKeyID = accessKeyID
            self.roleID = roleID
            self.roleARN = roleARN
            self.roleName = roleName
            self.issuedAt = issuedAt
            self.sourceIdentity = sourceIdentity
            self.federatedProvider = federatedProvider
        }
    }

    /// The bearer of a token.
    package struct WebIdentity: Sendable, Hashable {
        package var providerARN: String
        package var subject: String
        package var audience: String

        package init(providerARN: String, subject: String, audience: String) {
            self.providerARN = providerARN
            self.subject = subject
            self.audience = audience
        }
    }
}
