package import AWSVocabulary

/// Who asks.
package enum Principal: Sendable, Hashable, CustomStringConvertible {
    case anonymous
    case root(AccountID)
    case user(arn: ARN, account: AccountID)
    /// A session of a role, by its own ARN and the role's.
    case roleSession(session: ARN, role: ARN, account: AccountID)
    /// Somebody an identity provider vouches for, by the provider's ARN.
    case federated(provider: String, account: AccountID?)
    /// A service, for example `pods.eks.amazonaws.com`.
    case service(String)

    /// Nil for those who belong to no account.
    package var account: AccountID? {
        switch self {
        case .anonymous, .service: nil
        case .root(let account), .user(_, let account), .roleSession(_, _, let account): account
        case .federated(_, let account): account
        }
    }

    package var description: String {
        switch self {
        case .anonymous: "anonymous"
        case .root(let account): "arn:aws:iam::\(account):root"
        case .user(let arn, _): arn.description
        case .roleSession(let session, _, _): session.description
        case .federated(let provider, _): provider
        case .service(let name): name
        }
    }
}
