import SQLiteStore
import Store
import StoreConformance
import Testing

/// The databases do what every store does.
struct ConformanceTests {
    let files: TemporaryFiles

    init() throws {
        files = try TemporaryFiles()
    }

    @Test(arguments: StateStoreConformance.claims)
    func `a state database conforms`(_ claim: ConformanceClaim<any StateStore>) async throws {
        let path = files.file("state.sqlite")
        #expect(try await claim.problems(of: { try SQLiteStateStore(path: path) }) == [])
    }

    @Test(arguments: ClusterPersistenceConformance.claims)
    func `a cluster database conforms`(_ claim: ConformanceClaim<any ClusterPersistence>) async throws {
        let path = files.file("cluster.sqlite")
        #expect(try await claim.problems(of: { try SQLiteClusterStore(path: path) }) == [])
    }
}
