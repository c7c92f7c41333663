package import AWSVocabulary

/// The keys that seal session tokens.
package struct SessionKeyRingRecord: StateRecord {
    package static let aggregate = Aggregate.sessionKeyRings

    /// What `SessionKeyRing` writes of itself, in base64.
    package var keys: Secret

    package init(
        keys: Secret
    ) {
        self.keys = keys
    }

    package var key: String { "ring" }
}
