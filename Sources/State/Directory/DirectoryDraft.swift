package import Store

/// A change of the state under way: what it reads includes what it has written.
package struct DirectoryDraft: Sendable {
    /// The state with the changes so far.
    package private(set) var snapshot: DirectorySnapshot
    private(set) var changes: [StateChange] = []

    init(_ snapshot: DirectorySnapshot) {
        self.snapshot = snapshot
        self.snapshot.generation += 1
    }

    /// Writes a record in place of what had its key.
    package mutating func put(_ record: some StateRecord) {
        snapshot.put(record)
        changes.append(.put(record))
    }

    /// Removes what has a key, if anything has.
    package mutating func remove(_ aggregate: Aggregate, key: String) {
        snapshot.remove(aggregate, key: key)
        changes.append(.remove(aggregate, key: key))
    }

    /// Makes several changes in order.
    package mutating func apply(_ changes: [StateChange]) {
        for change in changes {
            switch change {
            case .put(let record): put(record)
            case .remove(let aggregate, let key): remove(aggregate, key: key)
            }
        }
    }
}
