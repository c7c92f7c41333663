package import Ambient

/// One version of a managed policy.
package struct PolicyVersionRecord: Codable, Sendable, Hashable {
    /// 1 for `v1`.
    package var number: Int
    /// The document as it was sent.
    package var document: String
    package var createdAt: Timestamp

    package init(number: Int, document: String, createdAt: Timestamp) {
        self.number = number
        self.document = document
        self.createdAt = createdAt
    }
}
