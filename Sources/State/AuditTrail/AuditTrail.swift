package import AWSVocabulary
package import Store
import Synchronization

/// Writes audit records in groups: those that arrive while a group is being written make up the next.
package final class AuditTrail: Sendable {
    private struct Waiting {
        let record: AuditRecord
        let done: CheckedContinuation<Result<Void, StoreError>, Never>
    }

    private struct State {
        var queue: [Waiting] = []
        var committer: CheckedContinuation<Void, Never>?
        var isShutDown = false
        var appended = 0
    }

    /// How many records may wait; more are refused, and with them the calls they belong to.
    package static let capacity = 10_000
    private static let groupSize = 512

    private let store: any AuditStore
    private let state = Mutex(State())

    package init(store: any AuditStore) {
        self.store = store
    }

    /// How many records were appended since the start; how fast it grows says how busy the trail is.
    package var appended: Int { state.withLock { $0.appended } }

    /// Returns when the record is durable; `run` must be under way.
    ///
    /// - Throws: `StoreError` if it was not written.
    package func append(_ record: AuditRecord) async throws(StoreError) {
        let result: Result<Void, StoreError> = await withCheckedContinuation { continuation in
            let (committer, refusal) = state.withLock { state -> (CheckedContinuation<Void, Never>?, StoreError?) in
                guard !state.isShutDown else { return (nil, .unavailable("the audit trail is shut down")) }
                guard state.queue.count < Self.capacity else { return (nil, .unavailable("the audit trail is full")) }
                state.queue.append(Waiting(record: record, done: continuation))
                state.appended += 1
                defer { state.committer = nil }
                return (state.committer, nil)
            }
            committer?.resume()
            if let refusal { continuation.resume(returning: .failure(refusal)) }
        }
        try result.get()
    }

    /// Writes what is appended until `shutDown`, and then what is still waiting.
    package func run() async {
        while let group = await nextGroup() {
            var result: Result<Void, StoreError> = .success(())
            do {
                try await store.append(group.map(\.record))
            } catch {
                result = .failure(error)
            }
            for waiting in group { waiting.done.resume(returning: result) }
        }
    }

    /// Ends `run` once everything appended so far is written; later appends are refused.
    package func shutDown() {
        let committer = state.withLock { state in
            state.isShutDown = true
            defer { state.committer = nil }
            return state.committer
        }
        committer?.resume()
    }

    /// The record of one request, or nil.
    ///
    /// - Throws: `StoreError`.
    package func record(of requestID: RequestID) async throws(StoreError) -> AuditRecord? {
        try await store.record(of: requestID)
    }

    /// Records that satisfy a query, newest first.
    ///
    /// - Throws: `StoreError`.
    package func records(matching query: AuditQuery) async throws(StoreError) -> AuditPage {
        try await store.records(matching: query)
    }

    /// What waits, as soon as anything does; nil at the end.
    private func nextGroup() async -> [Waiting]? {
        while true {
            let (group, isOver) = state.withLock { state -> ([Waiting], Bool) in
                let group = Array(state.queue.prefix(Self.groupSize))
                state.queue.removeFirst(group.count)
                return (group, state.isShutDown)
            }
            if !group.isEmpty { return group }
            if isOver { return nil }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.queue.isEmpty, !state.isShutDown else { return true }
                    state.committer = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }
}
