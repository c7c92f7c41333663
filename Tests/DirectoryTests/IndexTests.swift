import AWSVocabulary
import Ambient
import Directory
import ManagedPolicies
import Store
import StoreConformance
import Testing

/// What is found by indexes after any writes is what a fresh start finds in the same store.
struct IndexTests {
    private static let account = "111122223333"
    private static let now = Timestamp(seconds: 1_795_600_000)
    private static let cluster = ClusterRecord.key(name: "main", region: "us-west-2", account: account)
    private static let policies = (0..<4).map { "arn:aws:iam::\(account):policy/p\($0)" }

    /// One random write; small numbers, so that records are replaced and removed often.
    private static func change(_ random: RandomSource) -> @Sendable (inout DirectoryDraft) -> Void {
        func pick(_ count: Int) -> Int { Int(random.word() % UInt64(count)) }
        let (kind, number, other, removes) = (pick(4), pick(6), pick(6), pick(3) == 0)
        let attached = policies.filter { _ in pick(2) == 0 }
        let boundary = pick(2) == 0 ? policies[pick(4)] : nil
        return { draft in
            switch kind {
            case 0:
                let record = UserRecord(
                    account: account,
                    name: "u\(number)",
                    id: "AIDA\(number)",
                    createdAt: now,
                    attachedPolicies: attached,
                    permissionsBoundary: boundary
                )
                if removes { draft.remove(.users, key: record.key) } else { draft.put(record) }
            case 1:
                let record = RoleRecord(
                    account: account,
                    name: "r\(number)",
                    id: "AROA\(number)",
                    createdAt: now,
                    trustPolicy: "{}",
                    attachedPolicies: attached,
                    permissionsBoundary: boundary
                )
                if removes { draft.remove(.roles, key: record.key) } else { draft.put(record) }
            case 2:
                let record = AccessKeyRecord(
                    id: "AKIA\(number)",
                    secret: Secret("s"),
                    account: account,
                    userName: "u\(other)",
                    createdAt: now
                )
                if removes { draft.remove(.accessKeys, key: record.key) } else { draft.put(record) }
            default:
                let record = PodIdentityAssociationRecord(
                    account: account,
                    region: "us-west-2",
                    clusterName: "main",
                    namespace: "n\(number % 2)",
                    serviceAccount: "s\(number)",
                    id: "a-\(number)-\(other)",
                    roleARN: "arn:aws:iam::\(account):role/r\(other)",
                    createdAt: now,
                    modifiedAt: now
                )
                if removes { draft.remove(.podIdentityAssociations, key: record.key) } else { draft.put(record) }
            }
        }
    }

    /// Everything that the indexes answer, as text.
    private static func answers(_ snapshot: DirectorySnapshot) -> [String] {
        var lines: [String] = []
        for arn in policies {
            lines.append("\(arn) \(snapshot.attachmentCount(arn)) \(snapshot.boundaryUsageCount(arn))")
            lines.append("roles \(snapshot.rolesAttached(to: arn).map(\.record.name).sorted())")
            lines.append("users \(snapshot.usersAttached(to: arn).map(\.record.name).sorted())")
        }
        lines.append("users \(snapshot.users(account: account).map(\.record.id))")
        lines.append("roles \(snapshot.roles(account: account).map(\.record.id))")
        for number in 0..<6 {
            lines.append("keys \(snapshot.accessKeys(ofUser: "u\(number)", account: account).map(\.id).sorted())")
            for other in 0..<6 {
                let found = snapshot.association(cluster: cluster, id: "a-\(number)-\(other)")
                lines.append("association \(found.map { "\($0.namespace)/\($0.serviceAccount)" } ?? "none")")
            }
        }
        lines.append("associations \(snapshot.associationCount(cluster: cluster))")
        for namespace in [nil, "n0", "n1"] {
            var after: String?
            repeat {
                let (page, hasMore) = snapshot.associations(
                    cluster: cluster,
                    namespace: namespace,
                    serviceAccount: nil,
                    after: after,
                    limit: 2
                )
                lines.append("page \(page.map(\.id))")
                after = hasMore ? page.last.map { "\($0.namespace)/\($0.serviceAccount)" } : nil
            } while after != nil
        }
        return lines
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>)
    func `indexes agree with a fresh start after random writes`(_ seed: UInt64) async throws {
        let store = MemoryStateStore()
        let directory = try await Directory(store: store, catalog: ManagedPolicyCatalog())
        let random = RandomSource.seeded(seed)
        for round in 0..<20 {
            for _ in 0..<10 { try await directory.update(Self.change(random)) }
            let fresh = try await Directory(store: store, catalog: ManagedPolicyCatalog())
            #expect(Self.answers(directory.snapshot) == Self.answers(fresh.snapshot), "round \(round)")
        }
    }

    private struct Refused: Error {}

    @Test func `a change that fails changes nothing, and snapshots stay as they were`() async throws {
        let directory = try await Directory(store: MemoryStateStore(), catalog: ManagedPolicyCatalog())
        let record = UserRecord(account: Self.account, name: "ana", id: "AIDA1", createdAt: Self.now)
        let before = directory.snapshot
        await #expect(throws: Refused.self) {
            try await directory.update { draft in
                draft.put(record)
                #expect(draft.snapshot.user("ana", account: Self.account) != nil)
                throw Refused()
            }
        }
        #expect(directory.snapshot.user("ana", account: Self.account) == nil)
        try await directory.update { $0.put(record) }
        #expect(directory.snapshot.user("ana", account: Self.account)?.record.id == "AIDA1")
        #expect(before.user("ana", account: Self.account) == nil)
    }

    @Test func `writers take turns: no write is lost`() async throws {
        let directory = try await Directory(store: MemoryStateStore(), catalog: ManagedPolicyCatalog())
        let policy = Self.policies[0]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask {
                    try await directory.update { draft in
                        draft.put(
                            UserRecord(
                                account: Self.account,
                                name: "u\(draft.snapshot.users(account: Self.account).count)",
                                id: "AIDA\(number)",
                                createdAt: Self.now,
                                attachedPolicies: [policy]
                            )
                        )
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(directory.snapshot.users(account: Self.account).count == 50)
        #expect(directory.snapshot.attachmentCount(policy) == 50)
    }
}
