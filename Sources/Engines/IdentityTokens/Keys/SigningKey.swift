package import AWSVocabulary
package import Ambient
import Crypto
import CryptoExtras
import Foundation

/// An RSA key of 2048 bits that signs service-account tokens with RS256.
package struct SigningKey: Sendable {
    package let id: KeyID
    /// What verifies its signatures.
    package let verificationKey: VerificationKey
    private let key: _RSA.Signing.PrivateKey

    private init(_ key: _RSA.Signing.PrivateKey) throws {
        self.key = key
        let publicKey = key.publicKey
        id = KeyID(subjectPublicKeyInfo: publicKey.derRepresentation)
        verificationKey = try VerificationKey(id: id, rsa: publicKey, algorithms: [.rs256])
    }

    /// Makes a key: by the system's generator, or reproducibly from a seeded source.
    ///
    /// - Throws: what the cryptographic library throws.
    package static func generate(random: RandomSource, isSeeded: Bool) throws -> SigningKey {
        guard isSeeded else { return try SigningKey(_RSA.Signing.PrivateKey(keySize: .bits2048)) }
        let numbers = SeededRSA.generate(random: random)
        return try SigningKey(
            _RSA.Signing.PrivateKey(n: numbers.n, e: numbers.e, d: numbers.d, p: numbers.p, q: numbers.q)
        )
    }

    /// Reads a key as `stored` wrote it.
    ///
    /// - Throws: what the cryptographic library throws for bytes that are no RSA key.
    package init(stored: Secret) throws {
        try self.init(_RSA.Signing.PrivateKey(derRepresentation: PlainBase64.decode(stored.exposed) ?? []))
    }

    /// The DER of the key in base64.
    package var stored: Secret { Secret(PlainBase64.encode(key.derRepresentation)) }

    /// Signs the first two parts of a token.
    func signature(for input: [UInt8]) throws -> [UInt8] {
        Array(try key.signature(for: SHA256.hash(data: input), padding: .insecurePKCS1v1_5).rawRepresentation)
    }
}
