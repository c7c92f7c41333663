package import AWSVocabulary
package import IAMPolicy
package import IdentityTokens
package import JSONTree

/// What is known of accounts and clusters: what the aws CLI and kubectl export, or what a server holds.
package struct Estate: Sendable {
    package var roles: [RoleExport] = []
    package var users: [UserExport] = []
    /// By account and name.
    var groups: [String: GroupExport] = [:]
    /// Managed policies by ARN, in their default version.
    package var policies: [String: AttachedPolicy] = [:]
    /// Nil if no file says which there are.
    package var providers: [IdentityProvider]?
    package var serviceAccounts: [ServiceAccountExport]?
    package var pods: [PodExport] = []
    package var associations: [AssociationExport] = []
    package var clusters: [ClusterExport] = []
    /// Keys of issuers, all together.
    package var keys: KeySet?
    /// What was left out, and why; for people.
    package var remarks: [String] = []

    package init() {}

    package func role(_ arn: ARN) -> RoleExport? { roles.first { $0.arn == arn } }

    /// The client ids of an account's providers by ARN; nil if no file says which there are.
    package func clientIDs(account: String) -> [String: [String]]? {
        providers.map { providers in
            Dictionary(
                providers.filter { $0.account == nil || $0.account == account }
                    .map { ($0.arn(in: account), $0.clientIDs ?? []) },
                uniquingKeysWith: { first, _ in first }
            )
        }
    }

    /// The ARNs of all managed policies that somebody has, boundaries among them.
    package var attachedARNs: Set<String> {
        var arns: Set<String> = []
        for role in roles { arns.formUnion((role.attached ?? []) + (role.boundary.map { [$0] } ?? [])) }
        for user in users { arns.formUnion((user.attached ?? []) + (user.boundary.map { [$0] } ?? [])) }
        for group in groups.values { arns.formUnion(group.attached) }
        return arns
    }

    /// Roles as a question about a token wants them.
    package func answer(_ arn: ARN) -> TokenQuestion.Role {
        if let role = role(arn) { return .known(trust: role.trust, tags: role.tags) }
        return roles.isEmpty ? .unknown : .missing(others: roles.map(\.arn.description))
    }
}

/// A role with everything that permits it something.
package struct RoleExport: Sendable {
    package let arn: ARN
    package let uniqueID: String?
    /// Where it was read.
    package let file: String
    package let trust: AttachedPolicy
    /// As it was written, with places.
    package let trustTree: LocatedJSON
    package let inline: [AttachedPolicy]
    /// ARNs of attached managed policies; nil if the file does not say (as `aws iam get-role` does not).
    package let attached: [String]?
    package let boundary: String?
    package let tags: [Tag]
}

/// A user with everything that permits it something.
package struct UserExport: Sendable {
    package let arn: ARN
    package let uniqueID: String?
    package let inline: [AttachedPolicy]
    /// ARNs of attached managed policies; nil if the file does not say (as `aws iam get-user` does not).
    package let attached: [String]?
    package let groups: [String]
    package let boundary: String?
    package let tags: [Tag]
}

/// What a group permits its users.
struct GroupExport: Sendable {
    let inline: [AttachedPolicy]
    let attached: [String]
}

/// A service account.
package struct ServiceAccountExport: Sendable, Hashable {
    package let namespace: String
    package let name: String
    package let annotations: [String: String]

    package var description: String { "\(namespace)/\(name)" }
}

/// A pod, and the service account it runs as.
package struct PodExport: Sendable, Hashable {
    package let namespace: String
    package let name: String
    package let uid: String?
    package let serviceAccount: String
}

/// A pod identity association.
package struct AssociationExport: Sendable, Hashable {
    package let cluster: String
    package let namespace: String
    package let serviceAccount: String
    /// Nil in lists, which leave it out.
    package let role: ARN?
    package let target: ARN?
    package let externalID: String?
    package let disablesTags: Bool
    package let id: String
}

/// A cluster.
package struct ClusterExport: Sendable, Hashable {
    package let name: String
    package let arn: String?
    package let issuer: String?
}
