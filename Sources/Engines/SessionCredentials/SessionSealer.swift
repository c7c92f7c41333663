package import AWSVocabulary
package import Ambient
import Crypto

/// Makes temporary credentials out of claims, and claims out of session tokens, under a key ring.
///
/// A token is base64 of a version byte, the key's id, a nonce, and the claims sealed by AES-256-GCM with the first two
/// authenticated. The secret key is derived from the ring key and the token's nonce, so it is stored nowhere.
package struct SessionSealer: Sendable {
    private static let version: UInt8 = 0x21
    private static let headLength = 5
    private static let nonceLength = 12
    /// Longer texts cannot be ours; in characters.
    package static let maximumTokenLength = 16 * 1024

    private struct Keys: Sendable {
        let id: UInt32
        let sealing: SymmetricKey
        /// With its key taken in, ready to be copied.
        let deriving: HMAC<SHA256>
        let messages: SymmetricKey
    }

    /// Newest first.
    private let keys: [Keys]
    private let random: RandomSource

    package init(ring: SessionKeyRing, random: RandomSource) {
        keys = ring.keys.map { key in
            func derive(_ purpose: String) -> SymmetricKey {
                HKDF<SHA256>.deriveKey(
                    inputKeyMaterial: SymmetricKey(data: key.material),
                    info: Array("lanyard \(purpose) 1".utf8),
                    outputByteCount: 32
                )
            }
            return Keys(
                id: key.id,
                sealing: derive("session token"),
                deriving: HMAC(key: derive("secret access key")),
                messages: derive("message")
            )
        }
        self.random = random
    }

    /// Seals claims into credentials.
    ///
    /// - Throws: what the cipher throws, which no input can cause.
    package func seal(_ claims: SessionClaims) throws -> MintedCredentials {
        let nonce = random.bytes(Self.nonceLength)
        let key = keys[0]
        let token = try seal(ClaimsCoding.encode(claims), nonce: nonce, id: key.id, key: key.sealing)
        return MintedCredentials(
            accessKeyID: claims.accessKeyID,
            secret: Self.secret(accessKeyID: claims.accessKeyID, nonce: nonce, key: key.deriving),
            sessionToken: Secret(token),
            expiresAt: claims.expiresAt
        )
    }

    /// Opens a session token that came with an access key id.
    ///
    /// The expiry is the caller's to check, on every use.
    ///
    /// - Throws: `SessionTokenError`.
    package func open(_ token: String, accessKeyID: String) throws(SessionTokenError) -> OpenedSession {
        let (bytes, nonce, key) = try unseal(token) { $0.sealing }
        guard let claims = ClaimsCoding.decode(bytes) else { throw .malformed }
        guard claims.accessKeyID == accessKeyID else { throw .wrongAccessKey }
        return OpenedSession(
            claims: claims,
            secret: Self.secret(accessKeyID: accessKeyID, nonce: nonce, key: key.deriving)
        )
    }

    /// Seals a message that only this installation can read, for example the reasons of a denial.
    ///
    /// - Throws: what the cipher throws, which no input can cause.
    package func sealMessage(_ message: [UInt8]) throws -> String {
        try seal(message, nonce: random.bytes(Self.nonceLength), id: keys[0].id, key: keys[0].messages)
    }

    /// Opens what `sealMessage` made.
    ///
    /// - Throws: `SessionTokenError`.
    package func openMessage(_ text: String) throws(SessionTokenError) -> [UInt8] {
        try unseal(text) { $0.messages }.bytes
    }

    private func seal(_ plain: [UInt8], nonce: [UInt8], id: UInt32, key: SymmetricKey) throws -> String {
        let head = [Self.version] + withUnsafeBytes(of: id.bigEndian) { Array($0) }
        let box = try AES.GCM.seal(plain, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: head)
        return Base64.encode(head + nonce + box.ciphertext + box.tag)
    }

    private func unseal(
        _ text: String,
        key: (Keys) -> SymmetricKey
    ) throws(SessionTokenError) -> (bytes: [UInt8], nonce: [UInt8], keys: Keys) {
        guard text.utf8.count <= Self.maximumTokenLength, let bytes = Base64.decode(text),
            bytes.count > Self.headLength + Self.nonceLength + 16, bytes[0] == Self.version
        else { throw .malformed }
        let head = bytes[..<Self.headLength]
        let id = head.dropFirst().reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
        guard let keys = keys.first(where: { $0.id == id }) else { throw .unknownKey }
        let nonce = Array(bytes[Self.headLength..<Self.headLength + Self.nonceLength])
        let sealed = bytes[(Self.headLength + Self.nonceLength)...]
        do {
            let box = try AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: nonce),
                ciphertext: sealed.dropLast(16),
                tag: sealed.suffix(16)
            )
            return (Array(try AES.GCM.open(box, using: key(keys), authenticating: head)), nonce, keys)
        } catch {
            throw .tampered
        }
    }

    /// Forty characters of the base64 alphabet.
    private static func secret(accessKeyID: String, nonce: [UInt8], key: HMAC<SHA256>) -> Secret {
        var code = key
        code.update(data: nonce + accessKeyID.utf8)
        let bytes = code.finalize().withUnsafeBytes { Array($0.prefix(30)) }
        return Secret(Base64.encode(bytes))
    }
}

/// Temporary credentials on their way to their owner.
package struct MintedCredentials: Sendable, Hashable {
    package let accessKeyID: String
    package let secret: Secret
    package let sessionToken: Secret
    package let expiresAt: Timestamp
}
