package import Store

/// What every `ClusterPersistence` must do.
package enum ClusterPersistenceConformance {
    package static var claims: [ConformanceClaim<any ClusterPersistence>] { [startsEmpty, keepsRows, removesRows] }

    private static let startsEmpty = ConformanceClaim<any ClusterPersistence>(
        "a cluster that nobody wrote to has no objects, at revision 0"
    ) { open in
        let (rows, revision) = try await open().load()
        return difference("rows", rows, []) + difference("revision", revision, 0)
    }

    private static let keepsRows = ConformanceClaim<any ClusterPersistence>(
        "objects come back by key, the last write of each, with the last revision, also when opened again"
    ) { open in
        let first = try await open()
        try await first.commit(
            [ClusterRow(key: "pods/b/1", record: [1]), ClusterRow(key: "pods/a/1", record: [0, 0xFF])],
            revision: 7
        )
        try await first.commit([ClusterRow(key: "pods/b/1", record: [2])], revision: 8)
        let (rows, revision) = try await open().load()
        let expected = [ClusterRow(key: "pods/a/1", record: [0, 0xFF]), ClusterRow(key: "pods/b/1", record: [2])]
        return difference("rows", rows, expected) + difference("revision", revision, 8)
    }

    private static let removesRows = ConformanceClaim<any ClusterPersistence>(
        "a row without a record removes the object, and one that is not there does no harm"
    ) { open in
        let store = try await open()
        try await store.commit([ClusterRow(key: "a", record: [1]), ClusterRow(key: "b", record: [2])], revision: 1)
        try await store.commit([ClusterRow(key: "a", record: nil), ClusterRow(key: "c", record: nil)], revision: 2)
        let (rows, revision) = try await open().load()
        return difference("rows", rows, [ClusterRow(key: "b", record: [2])]) + difference("revision", revision, 2)
    }
}
