import AWSProtocols
import Ambient
import Directory
import SessionCredentials
import Store
import Synchronization

/// Gives the ring of session keys a new key, in the state first and then in use.
final class SessionKeyRotation: Sendable {
    private let directory: Directory
    private let sessions: OpenedSessions
    private let random: RandomSource
    private let installing = Mutex<Void>(())

    init(directory: Directory, sessions: OpenedSessions, random: RandomSource) {
        self.directory = directory
        self.sessions = sessions
        self.random = random
    }

    /// Rotates, and answers the ring in use.
    ///
    /// - Throws: `StoreError`, or `Fault` if the stored ring is damaged.
    func rotate(now: Timestamp) async throws -> SessionKeyRing {
        let random = random
        _ = try await directory.update { draft in
            guard let ring = draft.snapshot.sessionKeyRing.flatMap({ SessionKeyRing(stored: $0.keys) }) else {
                throw Fault(.internalFailure, log: "the session key ring is missing or damaged")
            }
            draft.put(SessionKeyRingRecord(keys: ring.rotated(random: random, now: now).stored))
        }
        // The newest ring is read under the lock, so that of two rotations the later one stays in use.
        return try installing.withLock { _ in
            guard let ring = directory.snapshot.sessionKeyRing.flatMap({ SessionKeyRing(stored: $0.keys) }) else {
                throw Fault(.internalFailure, log: "the session key ring is missing or damaged")
            }
            sessions.replace(sealer: SessionSealer(ring: ring, random: random))
            return ring
        }
    }
}
