package import AWSVocabulary

/// Who asks.
package enum Principal: Sendable, Hashable, CustomStringConvertible {
    case anonymous
    case root(AccountID)
    case user(arn: ARN, account: AccountID)
    /// A role itself, for questions about what its sessions could do.
    case role(arn: ARN, account: AccountID)
    /// A session of a role, by its own ARN and the role's.
    case roleSession(session: ARN, role: ARN, account: AccountID)
    /// A session of a user that a federation token was made for.
    case federatedUser(arn: ARN, account: AccountID)
    /// Somebody an identity provider vouches for, by the provider's ARN.
    case federated(provider: String, account: AccountID?)
    /// A service, for example `pods.eks.amazonaws.com`.
    case service(String)

    /// Nil for those who belong to no account.
    package var account: AccountID? {
        switch self {
        case .anonymous, .service: nil
        case .root(let account), .user(_, let account), .role(_, let account), .roleSession(_, _, let account),
            .federatedUser(_, let account):
            account
        case .federated(_, let account): account
        }
    }

    package var description: String {
        switch self {
        case .anonymous: "anonymous"
        case .root(let account): "arn:aws:iam::\(account):root"
        case .user(let arn, _), .role(let arn, _), .federatedUser(let arn, _): arn.description
        case .roleSession(let session, _, _): session.description
        case .federated(let provider, _): provider
        case .service(let name): name
        }
    }

    /// What it is called in advice.
    var kind: String {
        switch self {
        case .user: "user"
        case .role, .roleSession: "role"
        case .root, .federatedUser, .anonymous, .federated, .service: "caller"
        }
    }

    /// Whether an account's own policies speak for it; services, identity providers and strangers have none.
    var hasPolicies: Bool {
        switch self {
        case .anonymous, .federated, .service: false
        case .root, .user, .role, .roleSession, .federatedUser: true
        }
    }

    /// Whether it is a role that AWS made for one of its services, which organisations and boundaries do not limit.
    var isServiceLinked: Bool {
        switch self {
        case .role(let role, _), .roleSession(_, let role, _): role.resource.hasPrefix("role/aws-service-role/")
        default: false
        }
    }
}

extension Principal {
    private static let identityProviders: Set<String> = [
        "accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com",
    ]

    /// Reads an ARN, a provider's ARN or name, a service's name, an account, or `anonymous`; nil if it is none of these.
    ///
    /// A session's role is taken to have no path, unless `roleARN` says otherwise.
    package init?(_ text: String, roleARN: ARN? = nil) {
        if text == "*" || text == "anonymous" {
            self = .anonymous
        } else if let account = AccountID(text) {
            self = .root(account)
        } else if Self.identityProviders.contains(text) {
            self = .federated(provider: text, account: nil)
        } else if let arn = ARN(text) {
            guard let principal = Principal(arn, roleARN: roleARN) else { return nil }
            self = principal
        } else if text.hasSuffix(".amazonaws.com") || text.hasSuffix(".amazonaws.com.cn") || text.hasSuffix(".internal")
        {
            self = .service(text)
        } else {
            return nil
        }
    }

    private init?(_ arn: ARN, roleARN: ARN?) {
        guard let account = AccountID(arn.account) else { return nil }
        let parts = arn.resource.split(separator: "/", omittingEmptySubsequences: false)
        guard let kind = parts.first, let name = parts.last, !name.isEmpty else { return nil }
        switch (arn.service, kind) {
        case ("iam", "root") where parts.count == 1: self = .root(account)
        case ("iam", "user") where parts.count > 1: self = .user(arn: arn, account: account)
        case ("iam", "role") where parts.count > 1: self = .role(arn: arn, account: account)
        case ("iam", "oidc-provider") where parts.count > 1, ("iam", "saml-provider") where parts.count > 1:
            self = .federated(provider: arn.description, account: account)
        case ("sts", "assumed-role") where parts.count == 3:
            var role = ARN.iam("role", name: String(parts[1]), account: account)
            role.partition = arn.partition
            if let roleARN, roleARN.account == arn.account, roleARN.resourceName == parts[1] { role = roleARN }
            self = .roleSession(session: arn, role: role, account: account)
        case ("sts", "federated-user") where parts.count == 2: self = .federatedUser(arn: arn, account: account)
        default: return nil
        }
    }
}
