package import ManagedPolicies
package import Store
import Synchronization

/// The state of the control plane in memory: read without waiting, changed one writer after the other.
package final class Directory: Sendable {
    private let store: any StateStore
    private let current: Mutex<DirectorySnapshot>
    private let turn = WriterTurn()

    /// Loads the state.
    ///
    /// - Throws: `StoreError`.
    package init(store: any StateStore, catalog: ManagedPolicyCatalog) async throws(StoreError) {
        var snapshot = DirectorySnapshot(catalog: catalog)
        snapshot.load(try await store.load())
        self.store = store
        current = Mutex(snapshot)
    }

    /// The state now.
    package var snapshot: DirectorySnapshot { current.withLock { $0 } }

    /// Changes the state: the closure reads and writes a draft, which becomes the state once it is durable.
    ///
    /// Writers take turns in the order they came. If the closure or the store throws, nothing has changed.
    ///
    /// - Throws: what the closure throws, or `StoreError`.
    package func update<Result: Sendable>(
        _ change: @Sendable (inout DirectoryDraft) throws -> Result
    ) async throws -> Result {
        await turn.begin()
        defer { turn.end() }
        var draft = DirectoryDraft(snapshot)
        let result = try change(&draft)
        guard !draft.changes.isEmpty else { return result }
        try await store.commit(draft.changes)
        let changed = draft.snapshot
        current.withLock { $0 = changed }
        return result
    }
}
