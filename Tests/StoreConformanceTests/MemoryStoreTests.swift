import AWSVocabulary
import Ambient
import Store
import StoreConformance
import Testing

/// The stores in memory do what every store does, so that tests on them say something about the others.
struct MemoryStoreTests {
    @Test(arguments: StateStoreConformance.claims)
    func `a state store in memory conforms`(_ claim: ConformanceClaim<any StateStore>) async throws {
        let store = MemoryStateStore()
        #expect(try await claim.problems(of: { store }) == [])
    }

    @Test(arguments: ClusterPersistenceConformance.claims)
    func `a cluster in memory conforms`(_ claim: ConformanceClaim<any ClusterPersistence>) async throws {
        let store = MemoryClusterPersistence()
        #expect(try await claim.problems(of: { store }) == [])
    }

    @Test(arguments: AuditStoreConformance.claims)
    func `an audit store in memory conforms`(_ claim: ConformanceClaim<any AuditStore>) async throws {
        let store = MemoryAuditStore()
        #expect(try await claim.problems(of: { store }) == [])
    }

    @Test func `a store told to fail writes nothing, and again when told to succeed`() async throws {
        let state = MemoryStateStore()
        state.fail(with: .unavailable("the disk is full"))
        await #expect(throws: StoreError.unavailable("the disk is full")) {
            try await state.commit([.put(SampleRecords.user)])
        }
        #expect((try await state.load().users, state.commits) == ([], 0))
        state.fail(with: nil)
        try await state.commit([.put(SampleRecords.user)])
        #expect((try await state.load().users, state.commits) == ([SampleRecords.user], 1))

        let cluster = MemoryClusterPersistence()
        cluster.fail(with: .conflict)
        await #expect(throws: StoreError.conflict) {
            try await cluster.commit([ClusterRow(key: "a", record: [1])], revision: 1)
        }
        #expect(try await cluster.load().rows.isEmpty)

        let audit = MemoryAuditStore()
        audit.fail(with: .conflict)
        await #expect(throws: StoreError.conflict) { try await audit.append([AuditStoreConformance.record(1)]) }
        #expect(audit.records.isEmpty && audit.batches.isEmpty)
        audit.fail(with: nil)
        try await audit.append([AuditStoreConformance.record(1), AuditStoreConformance.record(2)])
        #expect(audit.batches == [2])
    }
}

/// The claims find what they say: a store that does not do it has problems.
struct ClaimTests {
    /// Keeps nothing.
    private struct Forgetful: StateStore, ClusterPersistence, AuditStore {
        func load() async throws(StoreError) -> StateRecords { StateRecords() }
        func commit(_ changes: [StateChange]) async throws(StoreError) {}
        func load() async throws(StoreError) -> (rows: [ClusterRow], revision: Int) { ([], 0) }
        func commit(_ rows: [ClusterRow], revision: Int) async throws(StoreError) {}
        func append(_ records: [AuditRecord]) async throws(StoreError) {}
        func record(of requestID: RequestID) async throws(StoreError) -> AuditRecord? { nil }
        func records(matching query: AuditQuery) async throws(StoreError) -> AuditPage {
            AuditPage(records: [], next: nil)
        }
    }

    /// Keeps everything for ever, and the newest first.
    private struct Hoarder: AuditStore {
        let kept = MemoryAuditStore()
        func append(_ records: [AuditRecord]) async throws(StoreError) { try await kept.append(records) }
        func record(of requestID: RequestID) async throws(StoreError) -> AuditRecord? { kept.records.first }
        func records(matching query: AuditQuery) async throws(StoreError) -> AuditPage {
            AuditPage(records: kept.records.reversed(), next: nil)
        }
    }

    @Test func `a store that keeps nothing does not conform, but where nothing is kept`() async throws {
        let state = StateStoreConformance.claims
        #expect(try await state.first?.problems(of: { Forgetful() }) == [])
        for claim in state.dropFirst() {
            #expect(try await !claim.problems(of: { Forgetful() }).isEmpty, "\(claim)")
        }
        for claim in ClusterPersistenceConformance.claims.dropFirst() {
            #expect(try await !claim.problems(of: { Forgetful() }).isEmpty, "\(claim)")
        }
        for claim in AuditStoreConformance.claims {
            #expect(try await !claim.problems(of: { Forgetful() }).isEmpty, "\(claim)")
        }
    }

    @Test func `a store that finds everything whatever is asked does not conform`() async throws {
        for claim in AuditStoreConformance.claims {
            let store = Hoarder()
            #expect(try await !claim.problems(of: { store }).isEmpty, "\(claim)")
        }
    }

    @Test func `there is a sample of every aggregate`() {
        #expect(SampleRecords.all.map { type(of: $0).aggregate } == Aggregate.allCases)
    }
}
