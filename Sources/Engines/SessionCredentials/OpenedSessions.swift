package import Ambient
import Synchronization

/// Session tokens that were opened before, so that each is deciphered once.
package final class OpenedSessions: Sendable {
    private struct State {
        var sealer: SessionSealer
        /// Two generations: when the young one is full it becomes the old one, and the old one is dropped.
        var young: [String: OpenedSession] = [:]
        var old: [String: OpenedSession] = [:]
    }

    private let capacity: Int
    private let state: Mutex<State>

    /// Keeps at most `capacity` sessions, about.
    package init(sealer: SessionSealer, capacity: Int = 8192) {
        self.capacity = capacity
        state = Mutex(State(sealer: sealer))
    }

    /// The sealer in use.
    package var sealer: SessionSealer { state.withLock { $0.sealer } }

    /// Takes another sealer into use, after its ring was rotated, and forgets what was opened.
    package func replace(sealer: SessionSealer) {
        state.withLock { $0 = State(sealer: sealer) }
    }

    /// The live session of a token.
    ///
    /// - Throws: `SessionTokenError`, `.expired` once the session's time is over.
    package func session(
        token: String,
        accessKeyID: String,
        now: Timestamp
    ) throws(SessionTokenError) -> OpenedSession {
        let session: OpenedSession
        if let known = known(token) { session = known } else { session = try open(token, accessKeyID: accessKeyID) }
        guard session.claims.accessKeyID == accessKeyID else { throw .wrongAccessKey }
        guard now < session.claims.expiresAt else { throw .expired(at: session.claims.expiresAt) }
        return session
    }

    private func known(_ token: String) -> OpenedSession? {
        state.withLock { state in
            if let session = state.young[token] { return session }
            guard let session = state.old[token] else { return nil }
            state.young[token] = session
            return session
        }
    }

    private func open(_ token: String, accessKeyID: String) throws(SessionTokenError) -> OpenedSession {
        let session = try sealer.open(token, accessKeyID: accessKeyID)
        state.withLock { state in
            if state.young.count >= capacity / 2 {
                state.old = state.young
                state.young = [:]
            }
            state.young[token] = session
        }
        return session
    }
}
