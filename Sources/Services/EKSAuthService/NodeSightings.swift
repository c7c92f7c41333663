import Ambient
import JSONTree
import Synchronization

/// From where tokens were exchanged, so that one that two nodes have is noticed.
///
/// Only verified tokens are remembered, until they expire, and by this process only.
final class NodeSightings: Sendable {
    /// Who exchanged a token: the caller's ARN and address.
    struct Place: Sendable, Hashable {
        let caller: String
        let address: String
    }

    private struct Sighting {
        let first: Place
        let time: Timestamp
        let expiresAt: Timestamp
    }

    private let capacity: Int
    private let seen = Mutex<[String: Sighting]>([:])

    init(capacity: Int = 50_000) {
        self.capacity = capacity
    }

    /// Remembers an exchange; what the audit says if the token was first seen from another place, nil if not.
    func see(token id: String, expiresAt: Timestamp, from place: Place, now: Timestamp) -> JSON? {
        let known = seen.withLock { seen -> Sighting? in
            if let known = seen[id], known.expiresAt > now { return known }
            if seen.count >= capacity {
                seen = seen.filter { $0.value.expiresAt > now }
                if seen.count >= capacity { seen.removeAll() }
            }
            seen[id] = Sighting(first: place, time: now, expiresAt: expiresAt)
            return nil
        }
        guard let known, known.first != place else { return nil }
        return [
            "type": "TokenSeenFromTwoNodes", "firstCaller": .string(known.first.caller),
            "firstSourceIPAddress": .string(known.first.address), "firstTime": .string(known.time.rfc3339),
        ]
    }
}
