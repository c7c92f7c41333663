package import AWSVocabulary
package import Store
import Synchronization

/// An audit store for tests of other rooms; it keeps nothing on disk, and can be told to fail.
package final class MemoryAuditStore: AuditStore {
    private struct State {
        var records: [AuditRecord] = []
        var batches: [Int] = []
        var failure: StoreError?
    }

    private let state = Mutex(State())

    package init() {}

    /// Everything that was appended, oldest first.
    package var records: [AuditRecord] { state.withLock { $0.records } }

    /// How many records each append wrote.
    package var batches: [Int] { state.withLock { $0.batches } }

    /// Makes every append from now on fail; nil lets them succeed again.
    package func fail(with error: StoreError?) { state.withLock { $0.failure = error } }

    package func append(_ records: [AuditRecord]) async throws(StoreError) {
        let failure = state.withLock { state -> StoreError? in
            if let failure = state.failure { return failure }
            state.records += records
            state.batches.append(records.count)
            return nil
        }
        if let failure { throw failure }
    }

    package func record(of requestID: RequestID) async throws(StoreError) -> AuditRecord? {
        records.first { $0.requestID == requestID }
    }

    package func records(matching query: AuditQuery) async throws(StoreError) -> AuditPage {
        let matching = records.enumerated().reversed().filter { index, record in
            (query.includesHidden || record.isInEventHistory)
                && query.from.map { $0 <= record.time } ?? true && query.until.map { record.time <= $0 } ?? true
                && query.after.map { Int64(index) < $0 } ?? true
                && query.attribute.map { MemoryAuditStore.has(record, $0) } ?? true
        }
        let shown = matching.prefix(query.limit)
        return AuditPage(
            records: shown.map(\.element),
            next: matching.count > query.limit ? shown.last.map { Int64($0.offset) } : nil
        )
    }

    private static func has(_ record: AuditRecord, _ attribute: AuditQuery.Attribute) -> Bool {
        switch attribute {
        case .eventID(let value): record.eventID == value
        case .eventName(let value): record.eventName == value
        case .isReadOnly(let value): record.isReadOnly == value
        case .userName(let value): record.userName == value
        case .resourceType(let value): record.resources.contains { $0.type == value }
        case .resourceName(let value): record.resources.contains { $0.name == value }
        case .eventSource(let value): record.eventSource == value
        case .accessKeyID(let value): record.accessKeyID == value
        }
    }
}
