package import AWSVocabulary
package import Ambient

/// A long-term access key of a user.
package struct AccessKeyRecord: StateRecord {
    package static let aggregate = Aggregate.accessKeys

    /// `AKIA` and 16 more.
    package var id: String
    package var secret: Secret
    /// Twelve digits.
    package var account: String
    package var userName: String
    package var isActive: Bool
    package var createdAt: Timestamp

    package init(
        id: String,
        secret: Secret,
        account: String,
        userName: String,
        isActive: Bool = true,
        createdAt: Timestamp
    ) {
        self.id = id
        self.secret = secret
        self.account = account
        self.userName = userName
        self.isActive = isActive
        self.createdAt = createdAt
    }

    package var key: String { id }
}
