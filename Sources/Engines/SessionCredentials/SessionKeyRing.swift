package import AWSVocabulary
package import Ambient

/// The keys that seal session tokens: the first seals, all of them open.
package struct SessionKeyRing: Sendable {
    /// How many keys a ring keeps; older ones are forgotten, and what they sealed with them.
    package static let capacity = 8

    struct Key: Sendable {
        /// Four bytes, in clear at the head of every token.
        let id: UInt32
        /// 32 bytes that the sealing and the deriving key come from.
        let material: [UInt8]
        let createdAt: Timestamp
    }

    /// Newest first; never empty.
    let keys: [Key]

    private init(keys: [Key]) {
        self.keys = keys
    }

    /// A ring of one new key.
    package static func generate(random: RandomSource, now: Timestamp) -> SessionKeyRing {
        SessionKeyRing(keys: [makeKey(random: random, now: now)])
    }

    /// The ring with a new key that seals from now on; the others go on opening.
    package func rotated(random: RandomSource, now: Timestamp) -> SessionKeyRing {
        SessionKeyRing(keys: Array(([Self.makeKey(random: random, now: now)] + keys).prefix(Self.capacity)))
    }

    /// How many keys the ring holds.
    package var count: Int { keys.count }

    /// When the key that seals was made.
    package var sealingSince: Timestamp { keys[0].createdAt }

    private static func makeKey(random: RandomSource, now: Timestamp) -> Key {
        Key(id: UInt32(truncatingIfNeeded: random.word()), material: random.bytes(32), createdAt: now)
    }

    /// The ring as it is stored, in base64: for each key its id, its age and its material.
    package var stored: Secret {
        var bytes: [UInt8] = []
        for key in keys {
            withUnsafeBytes(of: key.id.bigEndian) { bytes.append(contentsOf: $0) }
            withUnsafeBytes(of: key.createdAt.milliseconds.bigEndian) { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: key.material)
        }
        return Secret(Base64.encode(bytes))
    }

    /// Reads a stored ring; nil if it is damaged.
    package init?(stored: Secret) {
        guard let bytes = Base64.decode(stored.exposed), !bytes.isEmpty, bytes.count % 44 == 0 else { return nil }
        func number(_ range: Range<Int>) -> UInt64 { bytes[range].reduce(0) { $0 << 8 | UInt64($1) } }
        var keys: [Key] = []
        for start in stride(from: 0, to: bytes.count, by: 44) {
            let createdAt = Timestamp(milliseconds: Int64(bitPattern: number(start + 4..<start + 12)))
            let material = Array(bytes[start + 12..<start + 44])
            keys.append(
                Key(id: UInt32(number(start..<start + 4)), material: material, createdAt: createdAt)
            )
        }
        self.keys = keys
    }
}
