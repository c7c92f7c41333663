package import AWSVocabulary
package import Ambient

/// An instance profile, which carries at most one role to a machine.
package struct InstanceProfileRecord: StateRecord {
    package static let aggregate = Aggregate.instanceProfiles

    /// Twelve digits.
    package var account: String
    package var name: String
    package var path: String
    /// `AIPA` and 17 more.
    package var id: String
    package var createdAt: Timestamp
    package var roleName: String?
    package var tags: [Tag]

    package init(
        account: String,
        name: String,
        path: String = "/",
        id: String,
        createdAt: Timestamp,
        roleName: String? = nil,
        tags: [Tag] = []
    ) {
        self.account = account
        self.name = name
        self.path = path
        self.id = id
        self.createdAt = createdAt
        self.roleName = roleName
        self.tags = tags
    }

    package var key: String { InstanceProfileRecord.key(name: name, account: account) }

    package var arn: ARN { ARN(service: "iam", account: account, resource: "instance-profile\(path)\(name)") }

    /// Instance profile names are unique whatever their case.
    package static func key(name: String, account: String) -> String { "\(account)/\(name.lowercased())" }
}
