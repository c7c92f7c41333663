import Ambient
import AuditJournal
import AuditTrail
import Logging
import ServiceLifecycle

/// Keeps the audit index close to the journal while there is time for it, and forgets what is older than it must be.
struct AuditIndexing: ServiceLifecycle.Service {
    /// Appended records in one pause: with more, calls come first.
    private static let busy = 100
    private static let step = 10_000

    let journal: AuditJournal
    let trail: AuditTrail
    /// Nil keeps every record.
    let retentionDays: Int?
    let clock: WallClock
    let logger: Logger
    /// Waits between two rounds; cancellation ends it.
    var pause: @Sendable () async -> Void = { try? await Task.sleep(for: .seconds(1)) }

    private static let hour: Int64 = 3600

    /// Removes the files of which every record is old enough.
    private func forget() async {
        guard let retentionDays else { return }
        do {
            try await journal.forget(before: clock.now.adding(seconds: -86_400 * Int64(retentionDays)))
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("old audit records are not removed: \(error)")
        }
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var appended = 0
            var forgotten: Timestamp?
            while !Task.isCancelled {
                if forgotten.map({ clock.now.seconds - $0.seconds >= Self.hour }) ?? true {
                    forgotten = clock.now
                    await forget()
                }
                await pause()
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
