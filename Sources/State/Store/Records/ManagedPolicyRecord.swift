package import AWSVocabulary
package import Ambient

/// A customer managed policy with its versions.
package struct ManagedPolicyRecord: StateRecord {
    package static let aggregate = Aggregate.managedPolicies

    /// Twelve digits.
    package var account: String
    package var name: String
    package var path: String
    /// `ANPA` and 17 more.
    package var id: String
    package var description: String?
    package var createdAt: Timestamp
    package var updatedAt: Timestamp
    /// At most five, oldest first.
    package var versions: [PolicyVersionRecord]
    /// The number of the version in force.
    package var defaultVersion: Int
    /// Numbers are never used again.
    package var nextVersion: Int
    package var tags: [Tag]

    package init(
        account: String,
        name: String,
        path: String = "/",
        id: String,
        description: String? = nil,
        createdAt: Timestamp,
        updatedAt: Timestamp,
        versions: [PolicyVersionRecord],
        defaultVersion: Int,
        nextVersion: Int,
        tags: [Tag] = []
    ) {
        self.account = account
        self.name = name
        self.path = path
        self.id = id
        self.description = description
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.versions = versions
        self.defaultVersion = defaultVersion
        self.nextVersion = nextVersion
        self.tags = tags
    }

    package var key: String { arn.description }

    package var arn: ARN { ARN(service: "iam", account: account, resource: "policy\(path)\(name)") }
}
