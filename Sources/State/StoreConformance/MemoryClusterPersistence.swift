package import Store
import Synchronization

/// The objects of a cluster in memory, for tests: it can be told to fail, and survives the stores opened on it.
package final class MemoryClusterPersistence: ClusterPersistence {
    private struct State {
        var rows: [String: [UInt8]] = [:]
        var revision = 0
        var failure: StoreError?
    }

    private let state = Mutex(State())

    package init() {}

    /// From now on every write fails with this; nil makes them succeed again.
    package func fail(with failure: StoreError?) { state.withLock { $0.failure = failure } }

    package func load() async throws(StoreError) -> (rows: [ClusterRow], revision: Int) {
        state.withLock { state in
            let rows = state.rows.sorted { $0.key < $1.key }.map { ClusterRow(key: $0.key, record: $0.value) }
            return (rows, state.revision)
        }
    }

    package func commit(_ rows: [ClusterRow], revision: Int) async throws(StoreError) {
        let failure = state.withLock { state -> StoreError? in
            if let failure = state.failure { return failure }
            for row in rows { state.rows[row.key] = row.record }
            state.revision = revision
            return nil
        }
        if let failure { throw failure }
    }
}
