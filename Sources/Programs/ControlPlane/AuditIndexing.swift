import AuditJournal
import AuditTrail
import Logging
import ServiceLifecycle

/// Keeps the audit index close to the journal while there is time for it, and forgets what is older than it must be.
struct AuditIndexing: ServiceLifecycle.Service {
    private static let pause = Duration.seconds(1)
    /// Appended records in one pause: with more, calls come first.
    private static let busy = 100
    private static let step = 10_000

    let journal: AuditJournal
    let trail: AuditTrail
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var appended = 0
            while !Task.isCancelled {
                try? await Task.sleep(for: Self.pause)
                let now = trail.appended
                defer { appended = now }
                guard now - appended < Self.busy else { continue }
                do {
                    try await journal.index(atMost: Self.step)
                } catch {
                    guard !Task.isCancelled else { break }
                    logger.error("the audit index does not follow the journal: \(error)")
                }
            }
        }
    }
}
