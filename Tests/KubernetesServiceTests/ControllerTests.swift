import ClusterStore
import JSONTree
import KubernetesAPI
import Testing

@testable import KubernetesService

struct ControllerTests {
    private static let apps = "/apis/apps/v1/namespaces/default"

    private static func workload(_ name: String, _ changes: JSON = .empty) -> JSON {
        let base: JSON = [
            "metadata": ["name": .string(name)],
            "spec": [
                "selector": ["matchLabels": ["app": .string(name)]],
                "template": [
                    "metadata": ["labels": ["app": .string(name)]],
                    "spec": ["containers": [["name": "a", "image": "busybox:1"]]],
                ],
            ],
        ]
        return MergePatch.apply(changes, to: base)
    }

    /// Runs a test beside the controllers.
    private func withControllers(_ body: @Sendable (Cluster) async throws -> Void) async throws {
        try await Cluster.with { cluster in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await cluster.service.runControllers() }
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
        let first = cluster.store.snapshot.objects(resource, namespace: "default")
        if holds(first) { return first }
        for await _ in changes {
            let now = cluster.store.snapshot.objects(resource, namespace: "default")
            if holds(now) { return now }
        }
        return []
    }

    private func makeReady(_ cluster: Cluster, _ pods: [JSON]) async throws {
        for pod in pods {
            let ready: JSON = [
                "status": ["phase": "Running", "conditions": [["type": "Ready", "status": "True"]]]
            ]
            _ = try await cluster.patch(
                "/api/v1/namespaces/default/pods/\(pod.name)/status",
                "strategic-merge-patch",
                ready
            )
        }
    }

    @Test func `a deployment makes pods, tells its status, scales, rolls and takes its pods along`() async throws {
        try await withControllers { cluster in
            let made = try await cluster.created(
                "\(Self.apps)/deployments",
                Self.workload("web", ["spec": ["replicas": 3]])
            )
            #expect(made.at("spec", "strategy", "rollingUpdate", "maxSurge") == "25%")
            #expect(made.at("metadata", "generation") == 1)
            let pods = try await wait(cluster, .pods) { $0.count == 3 }
            for pod in pods {
                #expect(pod.name.wholeMatch(of: /web-[a-z0-9]{10}-[a-z0-9]{5}/) != nil)
                #expect(pod.controllerUID == made.uid)
                #expect(pod.at("spec", "volumes")?.array?.count == 1)
            }
            try await makeReady(cluster, pods)
            let done = try await wait(cluster, .deployments) { $0.first?.at("status", "availableReplicas") == 3 }
            let status = try #require(done.first?["status"])
            #expect(status["updatedReplicas"] == 3)
            #expect(status["observedGeneration"] == 1)
            #expect(status["conditions"]?.array?.last?["reason"] == "NewReplicaSetAvailable")
            // Scaled by its own object, as kubectl does it.
            let scaled = try await cluster.patch(
                "\(Self.apps)/deployments/web/scale",
                "merge-patch",
                ["spec": ["replicas": 1]]
            )
            #expect(scaled.json["kind"] == "Scale")
            let left = try await wait(cluster, .pods) { $0.filter(\.isActivePod).count == 1 }
            // A new template makes a new pod first, and ends the old one when that is ready.
            _ = try await cluster.patch(
                "\(Self.apps)/deployments/web",
                "strategic-merge-patch",
                ["spec": ["template": ["spec": ["containers": [["name": "a", "image": "busybox:2"]]]]]]
            )
            let both = try await wait(cluster, .pods) { $0.filter(\.isActivePod).count == 2 }
            let new = both.filter { !left.map(\.uid).contains($0.uid) && $0.isActivePod }
            #expect(new.count == 1)
            try await makeReady(cluster, new)
            let last = try await wait(cluster, .pods) { $0.filter(\.isActivePod).map(\.uid) == new.map(\.uid) }
            #expect(last.count == 1)
            _ = try await cluster.send("DELETE", "\(Self.apps)/deployments/web")
            #expect(try await wait(cluster, .pods) { $0.isEmpty }.isEmpty)
        }
    }

    @Test func `a daemon set has a pod on every node that it selects`() async throws {
        try await withControllers { cluster in
            try await cluster.created("/api/v1/nodes", ["metadata": ["name": "one", "labels": ["os": "linux"]]])
            let selecting: JSON = ["spec": ["template": ["spec": ["nodeSelector": ["os": "linux"]]]]]
            try await cluster.created("\(Self.apps)/daemonsets", Self.workload("agent", selecting))
            _ = try await wait(cluster, .pods) { $0.map { $0.at("spec", "nodeName") } == ["one"] }
            try await cluster.created("/api/v1/nodes", ["metadata": ["name": "two", "labels": ["os": "linux"]]])
            try await cluster.created("/api/v1/nodes", ["metadata": ["name": "other"]])
            let pods = try await wait(cluster, .pods) { $0.count == 2 }
            #expect(Set(pods.compactMap { $0.at("spec", "nodeName")?.string }) == ["one", "two"])
            try await makeReady(cluster, pods)
            let sets = try await wait(cluster, .daemonSets) { $0.first?.at("status", "numberReady") == 2 }
            #expect(sets.first?.at("status", "desiredNumberScheduled") == 2)
        }
    }

    @Test func `a pod that cannot be made is an Event and a condition`() async throws {
        try await withControllers { cluster in
            let strange: JSON = ["spec": ["template": ["spec": ["serviceAccountName": "absent"]]]]
            try await cluster.created("\(Self.apps)/deployments", Self.workload("web", strange))
            let events = try await wait(cluster, .events) { $0.contains { $0["reason"] == "FailedCreate" } }
            let message = events.first { $0["reason"] == "FailedCreate" }?["message"]?.string
            #expect(message?.contains("error looking up service account default/absent") == true)
            _ = try await wait(cluster, .deployments) {
                $0.first?.at("status", "conditions")?.array?.contains { $0["type"] == "ReplicaFailure" } == true
            }
        }
    }

    @Test func `orphaned pods stay`() async throws {
        try await withControllers { cluster in
            try await cluster.created("\(Self.apps)/deployments", Self.workload("web"))
            _ = try await wait(cluster, .pods) { $0.count == 1 }
            _ = try await cluster.send("DELETE", "\(Self.apps)/deployments/web", ["propagationPolicy": "Orphan"])
            let pods = try await wait(cluster, .pods) { $0.first?.controllerUID == nil }
            #expect(pods.count == 1)
        }
    }

    @Test func `a number that does not fit its field is refused as API servers do`() async throws {
        try await Cluster.with { cluster in
            let changes: JSON = ["spec": ["replicas": .whole(.max)]]
            let answer = try await cluster.send("POST", "\(Self.apps)/deployments", Self.workload("web", changes))
            #expect(answer.status == 400)
            #expect(
                answer.message.hasSuffix(
                    "json: cannot unmarshal number 9223372036854775807 into Go struct field DeploymentSpec.spec.replicas of type int32"
                ),
                "\(answer.message)"
            )
        }
    }

    @Test(arguments: [
        (#"{"spec":{"selector":null}}"#, "spec.selector: Required value"),
        (#"{"spec":{"selector":{"matchLabels":{"app":"x"}}}}"#, "`selector` does not match template `labels`"),
        (#"{"spec":{"replicas":-1}}"#, "must be greater than or equal to 0"),
        (#"{"spec":{"template":{"spec":{"restartPolicy":"Never"}}}}"#, #"Unsupported value: "Never""#),
        (#"{"spec":{"template":{"spec":{"containers":[]}}}}"#, "spec.template.spec.containers: Required value"),
        (#"{"spec":{"strategy":{"type":"Sometimes"}}}"#, "Unsupported value"),
    ])
    func `a deployment that cannot work is refused`(_ changes: String, _ words: String) async throws {
        let changes = try JSON(parsing: Array(changes.utf8))
        try await Cluster.with { cluster in
            let answer = try await cluster.send("POST", "\(Self.apps)/deployments", Self.workload("web", changes))
            #expect(answer.status == 422)
            #expect(answer.message.contains(words), "\(answer.message)")
        }
    }

    @Test func `the selector of a deployment is for good`() async throws {
        try await Cluster.with { cluster in
            try await cluster.created("\(Self.apps)/deployments", Self.workload("web"))
            let change: JSON = [
                "spec": [
                    "selector": ["matchLabels": ["b": "c"]], "template": ["metadata": ["labels": ["b": "c"]]],
                ]
            ]
            let answer = try await cluster.patch("\(Self.apps)/deployments/web", "merge-patch", change)
            #expect(answer.message.contains("field is immutable"))
        }
    }
}
