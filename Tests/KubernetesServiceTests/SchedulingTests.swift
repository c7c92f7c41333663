import ClusterStore
import JSONTree
import KubernetesAPI
import Synchronization
import Testing

@testable import KubernetesService

/// A node that takes some pods and runs them until they are stopped.
private final class PatientRuntime: PodRuntime {
    private let capacity: Int
    private let stops = Mutex<[String: AsyncStream<Void>.Continuation]>([:])

    init(capacity: Int) {
        self.capacity = capacity
    }

    func node() async -> PodNode {
        .available([
            "metadata": ["name": "n"], "status": ["allocatable": ["pods": .string(String(capacity))]],
        ])
    }

    func run(_ pod: JSON, in cluster: PodCluster) async {
        let (stopped, stop) = AsyncStream<Void>.makeStream()
        stops.withLock { $0[pod.uid] = stop }
        await cluster.report(["phase": "Running"])
        for await _ in stopped { break }
    }

    func stop(uid: String, grace: Int) async { stops.withLock { $0[uid] }?.yield() }

    func logs(_ request: PodLogRequest) async throws(APIError) -> AsyncThrowingStream<[UInt8], any Error> {
        throw .badRequest("none")
    }

    func execute(_ request: PodExecRequest, _ streams: PodExecStreams) async throws(APIError) -> Int32 { 0 }
}

struct SchedulingTests {
    private static let pods = "/api/v1/namespaces/default/pods"
    private static let apps = "/apis/apps/v1/namespaces/default"
    private static let full = "0/1 nodes are available: 1 Too many pods."

    /// Runs a test beside the controllers, with a node that takes some pods.
    private func withNode(takes capacity: Int, _ body: @Sendable (Cluster) async throws -> Void) async throws {
        try await Cluster.with(runtime: PatientRuntime(capacity: capacity)) { cluster in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await cluster.service.runControllers() }
                group.addTask { try await cluster.service.runPods() }
                _ = try await wait(cluster, .nodes) { $0.count == 1 }
                try await body(cluster)
                group.cancelAll()
            }
        }
    }

    /// Waits until the objects of a list satisfy a condition, and returns them.
    private func wait(
        _ cluster: Cluster,
        _ resource: APIResource,
        until holds: @Sendable ([JSON]) -> Bool
    ) async throws -> [JSON] {
        let changes = try cluster.store.watch(after: nil)
        let first = cluster.store.snapshot.objects(resource)
        if holds(first) { return first }
        for await _ in changes {
            let now = cluster.store.snapshot.objects(resource)
            if holds(now) { return now }
        }
        return []
    }

    private static func isPlaced(_ pod: JSON) -> Bool { pod.at("spec", "nodeName") == "n" }

    private static func scheduling(of pod: JSON) -> String? {
        (pod.at("status", "conditions")?.array ?? []).first { $0["type"] == "PodScheduled" }?["message"]?.string
    }

    @Test func `pods that a node does not take wait, say why, and are placed as others leave, the oldest first`()
        async throws
    {
        try await withNode(takes: 2) { cluster in
            for name in ["a", "b"] { #expect(Self.isPlaced(try await cluster.pod(name))) }
            for name in ["z", "c"] {
                let waiting = try await cluster.pod(name)
                #expect(!Self.isPlaced(waiting))
                #expect(Self.scheduling(of: waiting) == Self.full)
                cluster.advance(seconds: 1)
            }
            let events = cluster.store.snapshot.objects(.events).filter { $0["reason"] == "FailedScheduling" }
            #expect(events.map { $0["message"]?.string } == [Self.full, Self.full])
            _ = try await cluster.send("DELETE", "\(Self.pods)/a")
            _ = try await wait(cluster, .pods) { $0.contains { $0.name == "z" && Self.isPlaced($0) } }
            // One that has ended leaves its room too, though it stays.
            _ = try await cluster.patch("\(Self.pods)/b/status", "merge-patch", ["status": ["phase": "Succeeded"]])
            let last = try await wait(cluster, .pods) { $0.contains { $0.name == "c" && Self.isPlaced($0) } }
            #expect(last.map(\.name) == ["b", "c", "z"])
        }
    }

    @Test func `every node that is no place has its reason`() async throws {
        try await withNode(takes: 0) { cluster in
            try await cluster.created("/api/v1/nodes", ["metadata": ["name": "m"], "spec": ["unschedulable": true]])
            let pod = try await cluster.pod("p")
            let reasons = "1 Too many pods, 1 node(s) were unschedulable"
            #expect(Self.scheduling(of: pod) == "0/2 nodes are available: \(reasons).")
        }
    }

    @Test func `a pod that names the full node itself fails as on a real node`() async throws {
        try await withNode(takes: 1) { cluster in
            try await cluster.pod("a")
            _ = try await wait(cluster, .pods) { $0.first?.at("status", "phase") == "Running" }
            var pod = Cluster.pod("b")
            pod.set("spec", "nodeName", to: "n")
            try await cluster.created(Self.pods, pod)
            let pods = try await wait(cluster, .pods) { $0.last?.at("status", "phase") == "Failed" }
            #expect(pods.last?.at("status", "reason") == "OutOfpods")
            let words = "Node didn't have enough resource: pods, requested: 1, used: 1, capacity: 1"
            #expect(pods.last?.at("status", "message") == .string("Pod was rejected: \(words)"))
            #expect(cluster.store.snapshot.objects(.events).contains { $0["message"]?.string == words })
        }
    }

    private static func workload(_ spec: JSON) -> JSON {
        let base: JSON = [
            "metadata": ["name": "w"],
            "spec": [
                "selector": ["matchLabels": ["app": "w"]],
                "template": [
                    "metadata": ["labels": ["app": "w"]], "spec": ["containers": [["name": "a", "image": "busybox"]]],
                ],
            ],
        ]
        return MergePatch.apply(["spec": spec], to: base)
    }

    @Test func `a deployment of two thousand million pods makes as many as wait, says so, and rests`() async throws {
        try await withNode(takes: 3) { cluster in
            try await cluster.created("\(Self.apps)/deployments", Self.workload(["replicas": .whole(Int(Int32.max))]))
            @Sendable func failure(_ deployments: [JSON]) -> String? {
                (deployments.first?.at("status", "conditions")?.array ?? []).first { $0["type"] == "ReplicaFailure" }?[
                    "message"
                ]?.string
            }
            let words = "100 pods of this deployment wait for a node already"
            _ = try await wait(cluster, .deployments) { failure($0)?.contains(words) == true }
            let pods = cluster.store.snapshot.objects(.pods)
            #expect(pods.count == 103)
            #expect(pods.count(where: Self.isPlaced) == 3)
            // One that leaves makes room for one that waits, and for one more that waits.
            let gone = try #require(pods.first(where: Self.isPlaced))
            _ = try await cluster.send("DELETE", "\(Self.pods)/\(gone.name)", ["gracePeriodSeconds": 0])
            let next = try await wait(cluster, .pods) { pods in
                !pods.contains { $0.uid == gone.uid } && pods.count == 103 && pods.count(where: Self.isPlaced) == 3
            }
            #expect(next.count == 103)
            let refusals = cluster.store.snapshot.objects(.events).filter { $0["reason"] == "FailedCreate" }
            #expect(refusals.count == 1)
        }
    }

    /// A webhook that takes its time.
    private struct SlowWebhook: WebhookCaller {
        func post(_ call: WebhookCall) async throws(WebhookFailure) -> [UInt8] {
            for _ in 0..<200 { await Task.yield() }
            let uid = (try? JSON(parsing: call.body))?.at("request", "uid") ?? .null
            let response: JSON = ["uid": uid, "allowed": true]
            return (["apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "response": response] as JSON)
                .serialized()
        }
    }

    @Test func `a deployment that is looked at again while its pods are made gets no more of them`() async throws {
        try await Cluster.with(webhooks: SlowWebhook()) { cluster in
            let webhook: JSON = [
                "name": "slow.example.com", "sideEffects": "None", "admissionReviewVersions": ["v1"],
                "clientConfig": ["url": "https://webhook.example/slow"],
                "rules": [["operations": ["*"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]]],
            ]
            try await cluster.created(
                "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
                ["metadata": ["name": "slow"], "webhooks": [webhook]]
            )
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await cluster.service.runControllers(interval: .milliseconds(1)) }
                try await cluster.created("\(Self.apps)/deployments", Self.workload(["replicas": 20]))
                _ = try await wait(cluster, .deployments) { $0.first?.at("status", "replicas") == 20 }
                group.cancelAll()
            }
            let events = cluster.store.snapshot.objects(.events)
            #expect(events.count { $0["reason"] == "SuccessfulCreate" } == 20)
            #expect(!events.contains { $0["reason"] == "SuccessfulDelete" })
        }
    }

    @Test func `the pod of a daemon set waits for room on its node, once`() async throws {
        try await withNode(takes: 1) { cluster in
            try await cluster.pod("first")
            try await cluster.created("\(Self.apps)/daemonsets", Self.workload(.empty))
            let pods = try await wait(cluster, .pods) { $0.count == 2 }
            let waiting = try #require(pods.last)
            #expect(Self.scheduling(of: waiting) == Self.full)
            let status = try await wait(cluster, .daemonSets) {
                $0.first?.at("status", "currentNumberScheduled") == 1
            }
            #expect(status.first?.at("status", "numberReady") == 0)
            _ = try await cluster.send("DELETE", "\(Self.pods)/first", ["gracePeriodSeconds": 0])
            let placed = try await wait(cluster, .pods) { $0.count == 1 && Self.isPlaced($0[0]) }
            #expect(placed.first?.uid == waiting.uid)
        }
    }

    @Test(
        arguments: [
            ([["key": "k", "value": "v", "effect": "NoSchedule"]], .null, false),
            ([["key": "k", "value": "v", "effect": "PreferNoSchedule"]], .null, true),
            ([["key": "k", "value": "v", "effect": "NoSchedule"]], [["key": "k", "value": "v"]], true),
            ([["key": "k", "value": "v", "effect": "NoSchedule"]], [["key": "k", "value": "w"]], false),
            ([["key": "k", "value": "v", "effect": "NoSchedule"]], [["key": "k", "operator": "Exists"]], true),
            ([["key": "k", "effect": "NoExecute"]], [["operator": "Exists", "effect": "NoSchedule"]], false),
            ([["key": "k", "effect": "NoExecute"]], [["operator": "Exists"]], true),
        ] as [(JSON, JSON, Bool)]
    )
    func `taints keep pods away that do not tolerate them`(_ taints: JSON, _ tolerations: JSON, _ fits: Bool) {
        let node: JSON = ["metadata": ["name": "n"], "spec": ["taints": taints]]
        let obstacle = NodeFit.obstacle(for: ["spec": ["tolerations": tolerations]], on: node)
        #expect((obstacle == nil) == fits)
        if !fits { #expect(obstacle?.hasPrefix("node(s) had untolerated taint {k: ") == true) }
    }

    @Test(
        arguments: [
            (["key": "zone", "operator": "In", "values": ["a", "b"]], true),
            (["key": "zone", "operator": "NotIn", "values": ["a"]], false),
            (["key": "zone", "operator": "Exists"], true), (["key": "x", "operator": "Exists"], false),
            (["key": "x", "operator": "DoesNotExist"], true),
            (["key": "cores", "operator": "Gt", "values": ["3"]], true),
            (["key": "cores", "operator": "Lt", "values": ["4"]], false), (["key": "zone", "operator": "Odd"], false),
        ] as [(JSON, Bool)]
    )
    func `a required node affinity counts`(_ requirement: JSON, _ fits: Bool) {
        let node: JSON = ["metadata": ["name": "n", "labels": ["zone": "a", "cores": "4"]]]
        let required: JSON = ["nodeSelectorTerms": [["matchExpressions": [requirement]]]]
        let affinity: JSON = ["nodeAffinity": ["requiredDuringSchedulingIgnoredDuringExecution": required]]
        #expect((NodeFit.obstacle(for: ["spec": ["affinity": affinity]], on: node) == nil) == fits)
    }

    @Test func `a taint of NoExecute ends the pods that do not tolerate it`() async throws {
        try await withNode(takes: 5) { cluster in
            try await cluster.pod("a")
            var pod = Cluster.pod("b")
            pod.set("spec", "tolerations", to: [["operator": "Exists"]])
            try await cluster.created(Self.pods, pod)
            _ = try await wait(cluster, .pods) { $0.allSatisfy(Self.isPlaced) }
            let taint: JSON = ["spec": ["taints": [["key": "k", "effect": "NoExecute"]]]]
            _ = try await cluster.patch("/api/v1/nodes/n", "merge-patch", taint)
            let left = cluster.store.snapshot.objects(.pods).filter { !$0.isBeingDeleted }
            #expect(left.map(\.name) == ["b"])
            #expect(cluster.store.snapshot.objects(.events).contains { $0["reason"] == "TaintManagerEviction" })
        }
    }
}
