package import AWSVocabulary
package import Ambient

/// An IAM user with everything attached to it.
package struct UserRecord: StateRecord {
    package static let aggregate = Aggregate.users

    /// Twelve digits.
    package var account: String
    package var name: String
    package var path: String
    /// `AIDA` and 17 more.
    package var id: String
    package var createdAt: Timestamp
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
        self.inlinePolicies = inlinePolicies
        self.attachedPolicies = attachedPolicies
        self.permissionsBoundary = permissionsBoundary
        self.tags = tags
    }

    package var key: String { UserRecord.key(name: name, account: account) }

    package var arn: ARN { ARN(service: "iam", account: account, resource: "user\(path)\(name)") }

    /// User names are unique whatever their case.
    package static func key(name: String, account: String) -> String { "\(account)/\(name.lowercased())" }
}
