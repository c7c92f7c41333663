import Ambient
import Directory
import Logging
import ServiceLifecycle
import SessionCredentials
import Store

/// Gives the key ring of session tokens a new key every day; the older ones go on opening for a week.
struct SessionKeyRotation: ServiceLifecycle.Service {
    private static let age: Int64 = 86_400
    private static let pause = Duration.seconds(600)

    let directory: Directory
    let sessions: OpenedSessions
    let random: RandomSource
    let clock: WallClock
    let logger: Logger

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while true {
                do {
                    try await rotateIfDue()
                } catch {
                    logger.error("the session keys could not be rotated: \(error)")
                }
                try await Task.sleep(for: Self.pause)
            }
        }
    }

    /// - Throws: `StoreError`.
    private func rotateIfDue() async throws {
        guard let record = directory.snapshot.sessionKeyRing, let ring = SessionKeyRing(stored: record.keys),
            clock.now.seconds - ring.sealingSince.seconds >= Self.age
        else { return }
        let rotated = ring.rotated(random: random, now: clock.now)
        try await directory.update { $0.put(SessionKeyRingRecord(keys: rotated.stored)) }
        sessions.replace(sealer: SessionSealer(ring: rotated, random: random))
        logger.info("the session keys were rotated")
    }
}
