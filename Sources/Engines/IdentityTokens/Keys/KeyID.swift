import Crypto

/// The `kid` of a key: unpadded base64url of the SHA-256 of its DER SubjectPublicKeyInfo, as Kubernetes makes it.
package struct KeyID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// The id of a public key.
    package init(subjectPublicKeyInfo: some Collection<UInt8>) {
        description = Base64URL.encode(SHA256.hash(data: Array(subjectPublicKeyInfo)))
    }

    /// An id as a token or a key set gives it.
    package init(_ text: String) {
        description = text
    }
}
