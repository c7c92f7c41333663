import AWSProtocols
import AWSVocabulary
import Ambient
import AuditJournal
import AuditTrail
import JSONTree
import Logging
import ServiceLifecycle
import Store

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
    let ids: IDSource
    let account: AccountID
    let region: Region
    let logger: Logger
    /// Waits between two rounds; cancellation ends it.
    var pause: @Sendable () async -> Void = { try? await Task.sleep(for: .seconds(1)) }

    private static let hour: Int64 = 3600

    /// Removes the files of which every record is old enough.
    private func forget() async {
        guard let retentionDays else { return }
        do {
            try await journal.forget(before: clock.now.adding(seconds: -86_400 * Int64(retentionDays))) { removed in
                statement(of: removed, retentionDays: retentionDays)
            }
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("old audit records are not removed: \(error)")
        }
    }

    /// What the journal says of records that retention removed.
    private func statement(of removed: RemovedRecords, retentionDays: Int) -> AuditRecord {
        let now = clock.now
        var event = CloudTrailEvent(
            requestID: ids.requestID(now),
            eventID: ids.timeOrderedUUID(now),
            time: now,
            name: RemovedRecords.eventName,
            source: ServiceDialect.operator.eventSource,
            isReadOnly: false,
            identity: .service(ServiceDialect.operator.eventSource),
            region: region.description,
            sourceIP: ServiceDialect.operator.eventSource,
            userAgent: nil,
            recipientAccount: account.description
        )
        event.requestParameters = ["retentionDays": .number(JSONNumber(retentionDays))]
        event.additionalEventData = removed.eventData
        event.isInEventHistory = false
        return event.record
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
