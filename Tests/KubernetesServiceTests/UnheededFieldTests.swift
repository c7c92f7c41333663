import JSONTree
import KubernetesAPI
import Testing

@testable import KubernetesService

/// What Kubernetes acts on and this cluster does not is never passed over in silence.
struct UnheededFieldTests {
    private static let pods = "/api/v1/namespaces/default/pods"
    private static let maps = "/api/v1/namespaces/default/configmaps"
    private static let apps = "/apis/apps/v1/namespaces/default"

    private static let toleration: JSON = [
        "key": "a", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 5,
    ]

    private static func pod(_ name: String, _ changes: JSON = .empty) -> JSON {
        MergePatch.apply(
            changes,
            to: [
                "metadata": ["name": .string(name)],
                "spec": ["containers": [["name": "a", "image": "busybox:1"]]],
            ]
        )
    }

    private static func workload(_ changes: JSON = .empty) -> JSON {
        MergePatch.apply(
            changes,
            to: [
                "metadata": ["name": "w"],
                "spec": [
                    "selector": ["matchLabels": ["app": "w"]],
                    "template": [
                        "metadata": ["labels": ["app": "w"]],
                        "spec": ["containers": [["name": "a", "image": "busybox:1"]]],
                    ],
                ],
            ]
        )
    }

    private static func owned(by kind: String, isController: Bool) -> JSON {
        [
            "metadata": [
                "ownerReferences": [
                    [
                        "apiVersion": "apps/v1", "kind": .string(kind), "name": "o", "uid": "u",
                        "controller": .boolean(isController),
                    ]
                ]
            ]
        ]
    }

    @Test(
        "a field that is not heeded is warned of by its name",
        arguments: [
            (pods, pod("p", ["spec": ["tolerations": [toleration]]]), "spec.tolerations[0].tolerationSeconds: not"),
            (
                "\(apps)/deployments",
                workload(["spec": ["template": ["spec": ["tolerations": [toleration]]]]]),
                "spec.template.spec.tolerations[0].tolerationSeconds: not"
            ),
            (
                "\(apps)/daemonsets",
                workload(["spec": ["updateStrategy": ["rollingUpdate": ["maxSurge": 1, "maxUnavailable": 0]]]]),
                "spec.updateStrategy.rollingUpdate.maxSurge: not"
            ),
            (pods, pod("p", owned(by: "Pod", isController: true)), "metadata.ownerReferences[0]: kept, but not"),
            (
                pods, pod("p", owned(by: "Deployment", isController: false)),
                "metadata.ownerReferences[0]: kept, but not"
            ),
            (
                maps, MergePatch.apply(["metadata": ["name": "m"]], to: owned(by: "Deployment", isController: true)),
                "metadata.ownerReferences[0]: kept, but not"
            ),
        ]
    )
    func warned(_ path: String, _ object: JSON, _ words: String) async throws {
        try await Cluster.with { cluster in
            let answer = try await cluster.send("POST", path, object)
            #expect(answer.status == 201)
            #expect(answer.response.warnings.count == 1)
            #expect(answer.response.warnings.first?.hasPrefix(words) == true, "\(answer.response.warnings)")
        }
    }

    @Test(
        "what is heeded is not",
        arguments: [
            (pods, pod("p", owned(by: "Deployment", isController: true))),
            (pods, pod("p", ["spec": ["tolerations": [["key": "a", "operator": "Exists"]]]])),
            ("\(apps)/deployments", workload()), ("\(apps)/daemonsets", workload()),
            (
                "\(apps)/daemonsets", workload(["spec": ["updateStrategy": ["rollingUpdate": ["maxSurge": "0%"]]]])
            ),
        ]
    )
    func notWarned(_ path: String, _ object: JSON) async throws {
        try await Cluster.with { cluster in
            let answer = try await cluster.send("POST", path, object)
            #expect(answer.status == 201)
            #expect(answer.response.warnings == [])
        }
    }

    @Test func `changes are looked through as well; what the cluster itself added is not`() async throws {
        try await Cluster.with { cluster in
            try await cluster.pod("p")
            let labels: JSON = ["metadata": ["labels": ["a": "b"]]]
            let labelled = try await cluster.patch("\(Self.pods)/p", "merge-patch", labels)
            #expect(labelled.status == 200 && labelled.response.warnings == [])
            let owner = Self.owned(by: "Pod", isController: true)
            let patched = try await cluster.patch("\(Self.pods)/p", "merge-patch", owner)
            #expect(patched.status == 200 && patched.response.warnings.count == 1)
            let put = try await cluster.send("PUT", "\(Self.pods)/p", patched.json)
            #expect(put.status == 200 && put.response.warnings.count == 1)
        }
    }
}
