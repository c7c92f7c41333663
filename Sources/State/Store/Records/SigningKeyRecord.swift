package import AWSVocabulary
package import Ambient

/// A key that signs, or has signed, a cluster's service-account tokens.
package struct SigningKeyRecord: StateRecord {
    /// The life of a key: it signs, then only verifies, then neither.
    package enum State: String, Codable, Sendable {
        case active
        case verifying
        case retired
    }

    package static let aggregate = Aggregate.signingKeys

    /// The `kid`: unpadded base64url SHA-256 of the DER SubjectPublicKeyInfo.
    package var id: String
    /// The key of the cluster's record.
    package var clusterKey: String
    /// PKCS#1 or PKCS#8 DER in base64; nil once retired.
    package var privateKey: Secret?
    package var state: State
    package var createdAt: Timestamp
    package var retiredAt: Timestamp?

    package init(
        id: String,
        clusterKey: String,
        privateKey: Secret?,
        state: State,
        createdAt: Timestamp,
        retiredAt: Timestamp? = nil
    ) {
        self.id = id
        self.clusterKey = clusterKey
        self.privateKey = privateKey
        self.state = state
        self.createdAt = createdAt
        self.retiredAt = retiredAt
    }

    package var key: String { id }
}
