import Crypto
package import CryptoExtras
import Foundation

/// A public key, and the algorithms it may be used with.
package struct VerificationKey: Sendable {
    enum Material: Sendable {
        case rsa(_RSA.Signing.PublicKey)
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
    }

    /// Why a key cannot be used.
    package enum Unusable: Error, Hashable, Sendable {
        case tooShort(bits: Int)
        case malformed
    }

    package let id: KeyID
    /// Decided by the key, never by a token.
    package let algorithms: [SignatureAlgorithm]
    let material: Material

    /// An RSA key of at least 2048 bits.
    ///
    /// - Throws: `Unusable.tooShort`.
    package init(id: KeyID, rsa: _RSA.Signing.PublicKey, algorithms: [SignatureAlgorithm]) throws {
        guard rsa.keySizeInBits >= 2048 else { throw Unusable.tooShort(bits: rsa.keySizeInBits) }
        self.id = id
        self.algorithms = algorithms
        material = .rsa(rsa)
    }

    init(id: KeyID, material: Material, algorithms: [SignatureAlgorithm]) {
        self.id = id
        self.material = material
        self.algorithms = algorithms
    }

    /// Whether a signature is this key's; false for algorithms that are not the key's.
    func accepts(signature: [UInt8], of input: some DataProtocol, algorithm: SignatureAlgorithm) -> Bool {
        guard algorithms.contains(algorithm) else { return false }
        switch (material, algorithm) {
        case (.rsa(let key), .rs256): return accepts(signature, digest: SHA256.hash(data: input), key)
        case (.rsa(let key), .rs384): return accepts(signature, digest: SHA384.hash(data: input), key)
        case (.rsa(let key), .rs512): return accepts(signature, digest: SHA512.hash(data: input), key)
        case (.p256(let key), .es256):
            guard let value = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(value, for: SHA256.hash(data: input))
        case (.p384(let key), .es384):
            guard let value = try? P384.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(value, for: SHA384.hash(data: input))
        case (.p521(let key), .es512):
            guard let value = try? P521.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(value, for: SHA512.hash(data: input))
        default: return false
        }
    }

    private func accepts(_ signature: [UInt8], digest: some Digest, _ key: _RSA.Signing.PublicKey) -> Bool {
        key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature),
            for: digest,
            padding: .insecurePKCS1v1_5
        )
    }
}
