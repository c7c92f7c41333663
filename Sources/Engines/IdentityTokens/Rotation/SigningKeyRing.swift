package import Ambient

/// The life of a cluster's signing keys: one signs, older ones verify until they are retired.
package struct SigningKeyRing: Sendable, Hashable {
    /// What a key may still do.
    package enum State: String, Sendable, Hashable {
        case active
        case verifying
        case retired
    }

    /// A key by its id.
    package struct Key: Sendable, Hashable {
        package let id: String
        package var state: State
        package let createdAt: Timestamp
        package var retiredAt: Timestamp?

        package init(id: String, state: State, createdAt: Timestamp, retiredAt: Timestamp? = nil) {
            self.id = id
            self.state = state
            self.createdAt = createdAt
            self.retiredAt = retiredAt
        }
    }

    /// Why a key cannot be retired.
    package enum Refusal: Error, Hashable, Sendable {
        case noSuchKey
        /// Tokens could not be signed any more: rotate first.
        case isActive
        case alreadyRetired(at: Timestamp?)
    }

    package private(set) var keys: [Key]

    package init(keys: [Key]) {
        self.keys = keys
    }

    /// The key that signs; nil only in a ring that never had one.
    package var active: Key? { keys.first { $0.state == .active } }

    /// Those whose signatures count.
    package var trusted: [Key] { keys.filter { $0.state != .retired } }

    /// Takes a new key into use; the one before goes on verifying.
    package mutating func rotate(to id: String, now: Timestamp) {
        for index in keys.indices where keys[index].state == .active { keys[index].state = .verifying }
        keys.insert(Key(id: id, state: .active, createdAt: now), at: 0)
    }

    /// Ends a key: tokens it signed are refused from now on.
    ///
    /// - Throws: `Refusal`.
    package mutating func retire(_ id: String, now: Timestamp) throws(Refusal) {
        guard let index = keys.firstIndex(where: { $0.id == id }) else { throw .noSuchKey }
        switch keys[index].state {
        case .active: throw .isActive
        case .retired: throw .alreadyRetired(at: keys[index].retiredAt)
        case .verifying:
            keys[index].state = .retired
            keys[index].retiredAt = now
        }
    }
}
