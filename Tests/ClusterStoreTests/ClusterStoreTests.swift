import JSONTree
import KubernetesAPI
import Store
import StoreConformance
import Testing

@testable import ClusterStore

struct ClusterStoreTests {
    private let persistence = MemoryClusterPersistence()

    /// Runs something with a store that writes, and shuts it down.
    private func withStore<Value: Sendable>(
        _ body: @Sendable (ClusterStore) async throws -> Value
    ) async throws -> Value {
        let store = try await ClusterStore(persistence: persistence)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await store.run() }
            defer { store.shutDown() }
            return try await body(store)
        }
    }

    private static func map(_ name: String, _ value: String = "1", namespace: String = "default") -> JSON {
        ["metadata": ["name": .string(name), "namespace": .string(namespace)], "data": ["k": .string(value)]]
    }

    @discardableResult
    private static func put(_ object: JSON, in store: ClusterStore) async throws -> JSON {
        try await store.update { $0.put(object, as: .configMaps) }
    }

    @Test func `what was acknowledged is there after a restart, with its versions, and versions go on`() async throws {
        let (version, revision) = try await withStore { store in
            try await Self.put(Self.map("a"), in: store)
            try await Self.put(Self.map("b"), in: store)
            try await store.update { $0.remove(Self.map("b"), as: .configMaps) }
            let last = try await Self.put(Self.map("a", "2"), in: store)
            return (last.resourceVersion, store.snapshot.revision)
        }
        try await withStore { store in
            #expect(store.snapshot.revision == revision)
            let found = store.snapshot.objects(.configMaps)
            #expect(found.map(\.name) == ["a"])
            #expect(found.first?.resourceVersion == version)
            #expect(found.first?.at("data", "k") == "2")
            let next = try await Self.put(Self.map("c"), in: store)
            #expect(Int(next.resourceVersion) == revision + 1)
        }
    }

    @Test func `a change that throws changes nothing, and those written with it stand`() async throws {
        struct Refused: Error {}
        try await withStore { store in
            async let first: JSON = Self.put(Self.map("a"), in: store)
            await #expect(throws: Refused.self) {
                try await store.update { draft in
                    draft.put(Self.map("x"), as: .configMaps)
                    throw Refused()
                }
            }
            _ = try await first
            #expect(store.snapshot.objects(.configMaps).map(\.name) == ["a"])
        }
    }

    @Test func `what could not be written is reported, seen by nobody, and does not stop the next`() async throws {
        try await withStore { store in
            let changes = try store.watch(after: nil)
            persistence.fail(with: .unavailable("disk full"))
            await #expect(throws: StoreError.self) { try await Self.put(Self.map("a"), in: store) }
            #expect(store.snapshot.objects(.configMaps).isEmpty)
            persistence.fail(with: nil)
            try await Self.put(Self.map("b"), in: store)
            var names = changes.makeAsyncIterator()
            #expect(await names.next()?.object.name == "b")
        }
    }

    @Test func `objects are apart by resource and namespace, and listed in order`() async throws {
        try await withStore { store in
            for (name, namespace) in [("b", "two"), ("a", "two"), ("a", "one"), ("a", "twos")] {
                try await Self.put(Self.map(name, namespace: namespace), in: store)
            }
            try await store.update { _ = $0.put(Self.map("a", namespace: "two"), as: .secrets) }
            let snapshot = store.snapshot
            #expect(
                snapshot.objects(.configMaps).map { "\($0.namespace)/\($0.name)" } == [
                    "one/a", "two/a", "two/b", "twos/a",
                ]
            )
            #expect(snapshot.objects(.configMaps, namespace: "two").map(\.name) == ["a", "b"])
            #expect(snapshot.objects(.secrets).count == 1)
        }
    }

    @Test func `watchers at different places miss nothing while a thousand writers write`() async throws {
        try await withStore { store in
            try await Self.put(Self.map("first"), in: store)
            let start = store.snapshot.revision
            let early = try (0..<5).map { _ in try store.watch(after: start) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<1_000 {
                    group.addTask { try await Self.put(Self.map("m\(number)"), in: store) }
                }
                try await group.waitForAll()
            }
            let middle = start + 500
            let late = try store.watch(after: middle)
            for (stream, after) in early.map({ ($0, start) }) + [(late, middle)] {
                var revision = after
                for await change in stream {
                    #expect(change.revision == revision + 1)
                    revision = change.revision
                    if revision == start + 1_000 { break }
                }
                #expect(revision == start + 1_000)
            }
        }
    }

    @Test func `a watch from before the history is refused with 410, also after a restart`() async throws {
        let last = try await withStore { store in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<6_000 {
                    group.addTask { try await Self.put(Self.map("m\(number % 10)", "\(number)"), in: store) }
                }
                try await group.waitForAll()
            }
            let error = #expect(throws: APIError.self) { try store.watch(after: 1) }
            #expect(error?.code == 410)
            #expect(throws: Never.self) { try store.watch(after: store.snapshot.revision - 100) }
            return store.snapshot.revision
        }
        try await withStore { store in
            let error = #expect(throws: APIError.self) { try store.watch(after: last - 1) }
            #expect(error?.reason == "Expired")
            #expect(throws: Never.self) { try store.watch(after: last) }
        }
    }

    @Test func `a watcher that lags too far is ended instead of skipping`() async throws {
        try await withStore { store in
            let changes = try store.watch(after: nil)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<9_000 {
                    group.addTask { try await Self.put(Self.map("m\(number % 10)", "\(number)"), in: store) }
                }
                try await group.waitForAll()
            }
            var revision = 1
            for await change in changes {
                #expect(change.revision == revision + 1)
                revision = change.revision
            }
            #expect(revision < store.snapshot.revision)
        }
    }

    @Test func `shutting down ends watches and refuses writes`() async throws {
        let store = try await ClusterStore(persistence: persistence)
        let changes = try store.watch(after: nil)
        store.shutDown()
        await store.run()
        for await _ in changes { Issue.record("nothing was written") }
        await #expect(throws: StoreError.self) { try await Self.put(Self.map("a"), in: store) }
    }

    @Test func `an object that cannot be read is corrupt, and named`() async throws {
        try await persistence.commit([ClusterRow(key: "pods/a/b", record: Array("{".utf8))], revision: 3)
        let error = await #expect(throws: StoreError.self) { try await ClusterStore(persistence: persistence) }
        #expect("\(String(describing: error))".contains("pods/a/b"))
    }
}
