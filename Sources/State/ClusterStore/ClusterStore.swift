import JSONTree
import KubernetesAPI
package import Store
import Synchronization

/// The objects of the embedded cluster: read from memory, written in groups, watched with a window of history.
///
/// A change is seen by readers and watchers once it is durable, never before.
package final class ClusterStore: Sendable {
    private struct Waiting: Sendable {
        /// Applies the change to a draft; the result ends the call, told whether the group was written.
        let apply: @Sendable (inout ClusterDraft) -> @Sendable (StoreError?) -> Void
    }

    private struct State {
        var snapshot: ClusterSnapshot
        var queue: [Waiting] = []
        var committer: CheckedContinuation<Void, Never>?
        var isShutDown = false
        var isEnding = false
        var history: [ClusterChange] = []
        /// Changes up to this revision are no longer in the history.
        var forgotten: Int
        var watchers: [Int: AsyncStream<ClusterChange>.Continuation] = [:]
        var nextWatcher = 0
    }

    private static let capacity = 10_000
    private static let groupSize = 512
    private static let historySize = 4_096
    /// How many changes a watcher may lag behind; one that lags more is ended, and lists again.
    private static let watcherCapacity = 8_192
    private static let limits = JSONLimits(maximumBytes: 4 << 20, maximumDepth: 128, maximumValues: 500_000)

    private let persistence: any ClusterPersistence
    private let state: Mutex<State>

    /// Loads everything.
    ///
    /// - Throws: `StoreError`, `.corrupt` for an object that cannot be read.
    package init(persistence: any ClusterPersistence) async throws(StoreError) {
        self.persistence = persistence
        let (rows, revision) = try await persistence.load()
        var snapshot = ClusterSnapshot(revision: max(revision, 1))
        for row in rows {
            let parts = row.key.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
            guard let record = row.record, let object = try? JSON(parsing: record, limits: Self.limits),
                parts.count == 2
            else { throw .corrupt("the cluster's object \(row.key)") }
            snapshot.set(String(parts[0]), String(parts[1]), to: ClusterObject(object, bytes: record))
        }
        state = Mutex(State(snapshot: snapshot, forgotten: snapshot.revision))
    }

    /// Whether watches have been ended for good.
    package var isEnding: Bool { state.withLock { $0.isEnding || $0.isShutDown } }

    package var snapshot: ClusterSnapshot { state.withLock { $0.snapshot } }

    /// Decides and writes one change; returns when it is durable.
    ///
    /// `run` must be under way.
    ///
    /// - Throws: what `body` throws, and then nothing changes; `StoreError` if it was not written.
    package func update<Value: Sendable>(
        _ body: @escaping @Sendable (inout ClusterDraft) throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let waiting = Waiting { draft in
                var attempt = draft
                do {
                    let value = try body(&attempt)
                    draft = attempt
                    return { failure in
                        if let failure {
                            continuation.resume(throwing: failure)
                        } else {
                            continuation.resume(returning: value)
                        }
                    }
                } catch {
                    return { _ in continuation.resume(throwing: error) }
                }
            }
            let (committer, refusal) = state.withLock { state -> (CheckedContinuation<Void, Never>?, StoreError?) in
                guard !state.isShutDown else { return (nil, .unavailable("the cluster is shut down")) }
                guard state.queue.count < Self.capacity else { return (nil, .unavailable("too many writes wait")) }
                state.queue.append(waiting)
                defer { state.committer = nil }
                return (state.committer, nil)
            }
            committer?.resume()
            if let refusal { continuation.resume(throwing: refusal) }
        }
    }

    /// Writes changes in groups until `shutDown`, and then what is still waiting.
    package func run() async {
        while let group = await nextGroup() {
            let before = snapshot
            var draft = ClusterDraft(before)
            let endings = group.map { $0.apply(&draft) }
            var failure: StoreError?
            if !draft.changes.isEmpty {
                do throws(StoreError) {
                    try await persistence.commit(rows(draft.changes), revision: draft.snapshot.revision)
                    publish(draft)
                } catch {
                    failure = error
                }
            }
            for ending in endings { ending(failure) }
        }
    }

    /// Ends `run` once everything asked for so far is written, and every watch.
    package func shutDown() {
        endWatches()
        let committer = state.withLock { state in
            state.isShutDown = true
            defer { state.committer = nil }
            return state.committer
        }
        committer?.resume()
    }

    /// Ends every watch.
    package func endWatches() {
        let watchers = state.withLock { state in
            state.isEnding = true
            defer { state.watchers = [:] }
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.finish() }
    }

    /// Changes after a revision, first those of the history; nil starts now.
    ///
    /// - Throws: `APIError` 410 if the history no longer reaches back that far.
    package func watch(after revision: Int?) throws -> AsyncStream<ClusterChange> {
        let (stream, continuation) = AsyncStream<ClusterChange>.makeStream(
            bufferingPolicy: .bufferingOldest(Self.watcherCapacity)
        )
        let id = try state.withLock { state in
            if let revision, revision < state.forgotten {
                throw APIError.expired(revision, oldest: state.forgotten)
            }
            let after = revision ?? state.snapshot.revision
            for change in state.history where change.revision > after { continuation.yield(change) }
            let id = state.nextWatcher
            state.nextWatcher += 1
            if state.isShutDown { continuation.finish() } else { state.watchers[id] = continuation }
            return id
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.watchers.removeValue(forKey: id) }
        }
        return stream
    }

    private func rows(_ changes: [ClusterChange]) -> [ClusterRow] {
        changes.map { change in
            ClusterRow(
                key: "\(change.resource.qualifiedName)/\(change.object.namespace)/\(change.object.name)",
                record: change.kind == .deleted ? nil : change.bytes
            )
        }
    }

    /// Only `run` calls this, so that changes reach every watcher in order.
    ///
    /// Watchers are told outside of the lock: telling one resumes its task, whose cancellation takes the same lock.
    private func publish(_ draft: ClusterDraft) {
        let watchers = state.withLock { state in
            state.snapshot = draft.snapshot
            state.history += draft.changes
            let surplus = state.history.count - Self.historySize
            if surplus > Self.historySize / 4 {
                state.forgotten = state.history[surplus - 1].revision
                state.history.removeFirst(surplus)
            }
            return state.watchers
        }
        for watcher in watchers.values {
            for change in draft.changes {
                guard case .dropped = watcher.yield(change) else { continue }
                watcher.finish()
                break
            }
        }
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
