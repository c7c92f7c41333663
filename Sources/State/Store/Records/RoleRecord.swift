package import AWSVocabulary
package import Ambient

/// An IAM role with its trust policy and everything attached to it.
package struct RoleRecord: StateRecord {
    package static let aggregate = Aggregate.roles

    /// Twelve digits.
    package var account: String
    package var name: String
    package var path: String
    /// `AROA` and 17 more.
    package var id: String
    package var createdAt: Timestamp
    package var description: String?
    /// Seconds.
    package var maxSessionDuration: Int
    /// The document as it was sent.
    package var trustPolicy: String
    /// Documents as they were sent, by policy name.
    package var inlinePolicies: [String: String]
    /// Policy ARNs in the order they were attached.
    package var attachedPolicies: [String]
    /// A policy ARN.
    package var permissionsBoundary: String?
    package var tags: [Tag]

    package init(
        account: String,
        name: String,
        path: String = "/",
        id: String,
        createdAt: Timestamp,
        description: String? = nil,
        maxSessionDuration: Int = 3600,
        trustPolicy: String,
        inlinePolicies: [String: String] = [:],
        attachedPolicies: [String] = [],
        permissionsBoundary: String? = nil,
        tags: [Tag] = []
    ) {
        self.account = account
        self.name = name
        self.path = path
        self.id = id
        self.createdAt = createdAt
        self.description = description
        self.maxSessionDuration = maxSessionDuration
        self.trustPolicy = trustPolicy
        self.inlinePolicies = inlinePolicies
        self.attachedPolicies = attachedPolicies
        self.permissionsBoundary = permissionsBoundary
        self.tags = tags
    }

    package var key: String { RoleRecord.key(name: name, account: account) }

    package var arn: ARN { ARN(service: "iam", account: account, resource: "role\(path)\(name)") }

    /// Role names are unique whatever their case.
    package static func key(name: String, account: String) -> String { "\(account)/\(name.lowercased())" }
}
