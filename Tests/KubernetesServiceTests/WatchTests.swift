import ClusterStore
import JSONTree
import KubernetesAPI
import Testing

@testable import KubernetesService

struct WatchTests {
    private static let maps = "/api/v1/namespaces/default/configmaps"

    private static func map(_ name: String, app: String = "web") -> JSON {
        ["metadata": ["name": .string(name), "labels": ["app": .string(app)]]]
    }

    @Test func `a watch from a list misses nothing, and ends when asked to`() async throws {
        try await Cluster.with { cluster in
            try await cluster.created(Self.maps, Self.map("a"))
            let list = try await cluster.send("GET", Self.maps)
            let version = try #require(list.json.at("metadata", "resourceVersion")?.string)
            try await cluster.created(Self.maps, Self.map("b"))
            let lines = try await cluster.watch("\(Self.maps)?watch=true&resourceVersion=\(version)") {
                $0["type"] == "DELETED"
            } while: {
                _ = try await cluster.patch("\(Self.maps)/b", "merge-patch", ["data": ["k": "1"]])
                _ = try await cluster.send("DELETE", "\(Self.maps)/b")
            }
            #expect(lines.compactMap { $0["type"]?.string } == ["ADDED", "MODIFIED", "DELETED"])
            #expect(lines.allSatisfy { $0["object"]?.name == "b" })
            let versions = lines.compactMap { Int($0["object"]?.resourceVersion ?? "") }
            #expect(versions == versions.sorted() && versions.count == 3)
        }
    }

    @Test(arguments: ["", "&resourceVersion=0"])
    func `a watch without a version begins with what there is`(_ version: String) async throws {
        try await Cluster.with { cluster in
            try await cluster.created(Self.maps, Self.map("a"))
            try await cluster.created(Self.maps, Self.map("b", app: "api"))
            let lines = try await cluster.watch("\(Self.maps)?watch=1&labelSelector=app=web\(version)") {
                $0["object"]?.name == "c"
            } while: {
                try await cluster.created(Self.maps, Self.map("c"))
            }
            #expect(lines.compactMap { $0["object"]?.name } == ["a", "c"])
        }
    }

    @Test func `what leaves a selection is deleted to its watcher, what enters is added`() async throws {
        try await Cluster.with { cluster in
            try await cluster.created(Self.maps, Self.map("a"))
            let version = String(cluster.store.snapshot.revision)
            let lines = try await cluster.watch("\(Self.maps)?watch=1&labelSelector=app=web&resourceVersion=\(version)")
            {
                $0["type"] == "ADDED"
            } while: {
                for app in ["api", "other", "web"] {
                    let change: JSON = ["metadata": ["labels": ["app": .string(app)]]]
                    _ = try await cluster.patch("\(Self.maps)/a", "merge-patch", change)
                }
            }
            #expect(lines.compactMap { $0["type"]?.string } == ["DELETED", "ADDED"])
        }
    }

    @Test func `a version that is too old is 410, one that is none 400`() async throws {
        try await Cluster.with { cluster in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<5_500 {
                    group.addTask {
                        try await cluster.store.update { draft in
                            var map = Self.map("m")
                            map.set("metadata", "namespace", to: "default")
                            map.set("data", to: ["k": .string("\(number)")])
                            draft.put(map, as: .configMaps)
                        }
                    }
                }
                try await group.waitForAll()
            }
            let old = try await cluster.send("GET", "\(Self.maps)?watch=1&resourceVersion=2")
            #expect(old.status == 410)
            #expect(old.json["reason"] == "Expired")
            #expect(try await cluster.send("GET", "\(Self.maps)?watch=1&resourceVersion=x").status == 400)
        }
    }

    @Test func `a watch that is over sends a bookmark last to those who allow it`() async throws {
        try await Cluster.with { cluster in
            let version = String(cluster.store.snapshot.revision)
            let target = "\(Self.maps)?watch=1&timeoutSeconds=1&allowWatchBookmarks=true&resourceVersion=\(version)"
            let lines = try await cluster.watch(target) { _ in false }
            #expect(lines.last?["type"] == "BOOKMARK")
            #expect(lines.last?["object"]?.resourceVersion == version)
            #expect(lines.last?["object"]?["kind"] == "ConfigMap")
        }
    }

    @Test func `a watch can be a table`() async throws {
        try await Cluster.with { cluster in
            try await cluster.created(Self.maps, Self.map("a"))
            let answer = try await cluster.send(
                "GET",
                "\(Self.maps)?watch=1&timeoutSeconds=1&fieldSelector=metadata.name=a",
                headers: ["accept": "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"]
            )
            guard case .stream(let produce) = answer.response.body else { return }
            try await produce { bytes in
                let line = try JSON(parsing: bytes)
                #expect(line.at("object", "kind") == "Table")
            }
        }
    }
}
