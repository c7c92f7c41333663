package import AWSVocabulary
package import Ambient

/// An S3 bucket.
package struct BucketRecord: StateRecord {
    package static let aggregate = Aggregate.buckets

    /// Twelve digits.
    package var account: String
    package var region: String
    package var name: String
    package var createdAt: Timestamp
    /// The bucket policy as it was sent.
    package var policy: String?
    package var tags: [Tag]

    package init(
        account: String,
        region: String,
        name: String,
        createdAt: Timestamp,
        policy: String? = nil,
        tags: [Tag] = []
    ) {
        self.account = account
        self.region = region
        self.name = name
        self.createdAt = createdAt
        self.policy = policy
        self.tags = tags
    }

    package var key: String { name }
}
