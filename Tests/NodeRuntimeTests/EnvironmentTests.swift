import Ambient
import JSONTree
import KubernetesAPI
import Testing

@testable import NodeRuntime

@Suite struct EnvironmentTests {
    @Test(
        "$(NAME) is replaced as Kubernetes does",
        arguments: [
            ("$(A)", "1"), ("x$(A)y$(B)", "x1y2"), ("$(C)", "$(C)"), ("$$(A)", "$(A)"), ("$$$(A)", "$1"), ("$A", "$A"),
            ("$(A", "$(A"), ("$", "$"), ("100%", "100%"), ("$$", "$"),
        ]
    )
    func expansion(text: String, expected: String) {
        #expect(VariableExpansion.expand(text, with: ["A": "1", "B": "2"]) == expected)
    }

    private static let pod: JSON = [
        "metadata": [
            "name": "web", "namespace": "shop", "uid": "u-1", "labels": ["tier": "front", "app": "web"],
            "annotations": ["note": "a \"b\""],
        ],
        "spec": [
            "nodeName": "node-1", "serviceAccountName": "buyer",
            "containers": [["name": "main", "resources": ["limits": ["cpu": "250m", "memory": "64Mi"]]]],
        ],
    ]

    private static let objects = VolumeObjects(
        secret: { $0 == "keys" ? ["kind": "Secret", "data": ["user": "Ym9i", "pass": "cHc="]] : nil },
        configMap: { $0 == "settings" ? ["kind": "ConfigMap", "data": ["mode": "fast", "x=y": "bad"]] : nil },
        token: { _, _ in throw VolumeFailure(description: "no token here") }
    )

    private func variables(_ container: JSON) throws -> [String: String] {
        try ContainerEnvironment(
            container: container,
            fields: PodFields(pod: Self.pod, hostAddress: "10.0.0.10"),
            objects: Self.objects,
            base: [("PATH", "/bin"), ("HOME", "/root")]
        ).values
    }

    @Test("each source of a variable gives its value, and later ones see earlier ones")
    func sources() throws {
        let found = try variables([
            "name": "main",
            "envFrom": [["configMapRef": ["name": "settings"], "prefix": "S_"], ["secretRef": ["name": "keys"]]],
            "env": [
                ["name": "NAME", "valueFrom": ["fieldRef": ["fieldPath": "metadata.name"]]],
                ["name": "TIER", "valueFrom": ["fieldRef": ["fieldPath": "metadata.labels['tier']"]]],
                ["name": "IP", "valueFrom": ["fieldRef": ["fieldPath": "status.hostIP"]]],
                ["name": "CPU", "valueFrom": ["resourceFieldRef": ["resource": "limits.cpu"]]],
                [
                    "name": "MEMORY",
                    "valueFrom": ["resourceFieldRef": ["resource": "limits.memory", "divisor": "1Mi"]],
                ],
                ["name": "WHO", "valueFrom": ["secretKeyRef": ["name": "keys", "key": "user"]]],
                ["name": "NONE", "valueFrom": ["secretKeyRef": ["name": "gone", "key": "x", "optional": true]]],
                ["name": "BOTH", "value": "$(NAME)-$(WHO)-$(LATER)"], ["name": "LATER", "value": "1"],
                ["name": "HOME", "value": "/home"],
            ],
        ])
        #expect(
            found == [
                "PATH": "/bin", "HOME": "/home", "S_mode": "fast", "user": "bob", "pass": "pw", "NAME": "web",
                "TIER": "front", "IP": "10.0.0.10", "CPU": "1", "MEMORY": "64", "WHO": "bob",
                "BOTH": "web-bob-$(LATER)", "LATER": "1",
            ]
        )
    }

    @Test(
        "what is missing and not optional is refused in kubelet's words",
        arguments: [
            (["secretKeyRef": ["name": "gone", "key": "x"]] as JSON, "secret \"gone\" not found"),
            (["secretKeyRef": ["name": "keys", "key": "x"]], "couldn't find key x in Secret shop/keys"),
            (["configMapKeyRef": ["name": "gone", "key": "x"]], "configmap \"gone\" not found"),
            (["fieldRef": ["fieldPath": "spec.hostPID"]], "unsupported fieldPath: spec.hostPID"),
        ] as [(JSON, String)]
    )
    func refusals(source: JSON, words: String) {
        #expect(throws: ConfigurationFailure(description: words)) {
            _ = try self.variables(["name": "main", "env": [["name": "X", "valueFrom": source]]])
        }
    }

    @Test(
        "quantities are divided and rounded up",
        arguments: [
            ("250m", "1", 1), ("250m", "1m", 250), ("2", "1", 2), ("64Mi", "1", 67_108_864), ("1.5Gi", "1Mi", 1536),
            ("100M", "0", 100_000_000),
        ]
    )
    func quantities(text: String, divisor: String, expected: Int) {
        #expect(Quantity.quotient(text, by: divisor) == expected)
        #expect(Quantity.quotient("much", by: divisor) == nil)
    }

    @Test(arguments: ["inf", "-inf", "nan", "1e300", "-1e300", "9e18", "-9e18", "9000000000T"])
    func `a quantity that no number of 64 bits can hold is none`(_ text: String) {
        #expect(Quantity.quotient(text, by: "1") == nil)
        #expect(Quantity.quotient("8", by: text) != 8)
    }
}
