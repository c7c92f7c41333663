import AWSVocabulary
import JSONTree
import KubernetesAPI
import Store

/// The daemon set that the add-on `eks-pod-identity-agent` consists of, as EKS makes it.
struct AgentDaemonSet: Sendable {
    static let name = "eks-pod-identity-agent"
    static let namespace = "kube-system"
    static let path = "/apis/apps/v1/namespaces/\(namespace)/daemonsets"
    private static let chart = "1.2.0"
    private static let application = "0.1.6"

    let addon: AddonRecord

    private var image: String {
        "602401143452.dkr.ecr.\(addon.region).amazonaws.com/eks/eks-pod-identity-agent:\(tag)"
    }

    /// `v1.3.10` of the add-on is `v0.1.…` of the agent; here all are the program beside `lanyard`.
    private var tag: String { "v0.1.20" }

    private static let selector: JSON = [
        "app.kubernetes.io/instance": .string(name), "app.kubernetes.io/name": .string(name),
    ]

    /// What the add-on's configuration says.
    private var settings: JSON {
        addon.configurationValues.flatMap { try? JSON(parsing: Array($0.utf8)) } ?? .null
    }

    var json: JSON {
        [
            "apiVersion": "apps/v1", "kind": "DaemonSet",
            "metadata": [
                "name": .string(Self.name), "namespace": .string(Self.namespace),
                "labels": [
                    "app.kubernetes.io/instance": .string(Self.name), "app.kubernetes.io/managed-by": "Helm",
                    "app.kubernetes.io/name": .string(Self.name),
                    "app.kubernetes.io/version": .string(Self.application),
                    "helm.sh/chart": .string("\(Self.name)-\(Self.chart)"),
                ],
                "annotations": ["eks.amazonaws.com/addon-arn": .string(addon.arn.description)],
            ],
            "spec": [
                "selector": ["matchLabels": Self.selector],
                "template": template,
                "updateStrategy": settings["updateStrategy"]
                    ?? ["type": "RollingUpdate", "rollingUpdate": ["maxUnavailable": "10%", "maxSurge": 0]],
            ],
        ]
    }

    private var template: JSON {
        var labels = Self.selector
        for (key, value) in settings["podLabels"]?.texts ?? [] { labels.set(key, to: .string(value)) }
        var metadata: JSON = ["labels": labels]
        if let annotations = settings["podAnnotations"] { metadata.set("annotations", to: annotations) }
        var spec: JSON = [
            "hostNetwork": true, "automountServiceAccountToken": false, "enableServiceLinks": true,
            "priorityClassName": settings["priorityClassName"] ?? "system-node-critical",
            "terminationGracePeriodSeconds": 30,
            "tolerations": settings["tolerations"] ?? [["operator": "Exists"]],
            "affinity": settings["affinity"] ?? Self.affinity, "initContainers": [initial], "containers": [main],
        ]
        if let selector = settings["nodeSelector"] { spec.set("nodeSelector", to: selector) }
        return ["metadata": metadata, "spec": spec]
    }

    private static let affinity: JSON = [
        "nodeAffinity": [
            "requiredDuringSchedulingIgnoredDuringExecution": [
                "nodeSelectorTerms": [
                    [
                        "matchExpressions": [
                            ["key": "kubernetes.io/os", "operator": "In", "values": ["linux"]],
                            ["key": "kubernetes.io/arch", "operator": "In", "values": ["amd64", "arm64"]],
                            [
                                "key": "eks.amazonaws.com/compute-type", "operator": "NotIn",
                                "values": ["fargate", "hybrid", "auto"],
                            ],
                        ]
                    ]
                ]
            ]
        ]
    ]

    private var initial: JSON {
        [
            "name": "eks-pod-identity-agent-init", "image": .string(image), "imagePullPolicy": "Always",
            "command": ["/go-runner", "/eks-pod-identity-agent", "initialize"],
            "securityContext": ["privileged": true],
        ]
    }

    private var main: JSON {
        let arguments =
            ["--port", "80", "--cluster-name", addon.clusterName, "--probe-port", "2703"] + additionalArguments
        func probe(_ path: String, delay: Int, failures: Int) -> JSON {
            [
                "httpGet": ["host": "localhost", "path": .string(path), "port": "probes-port", "scheme": "HTTP"],
                "initialDelaySeconds": .number(JSONNumber(delay)), "timeoutSeconds": 10, "periodSeconds": 10,
                "failureThreshold": .number(JSONNumber(failures)),
            ]
        }
        var environment: [JSON] = [["name": "AWS_REGION", "value": .string(addon.region)]]
        for (name, value) in settings["env"]?.texts ?? [] where name != "AWS_REGION" {
            environment.append(["name": .string(name), "value": .string(value)])
        }
        return [
            "name": .string(Self.name), "image": .string(image), "imagePullPolicy": "Always",
            "command": ["/go-runner", "/eks-pod-identity-agent", "server"],
            "args": .array(arguments.map { .string($0) }), "env": .array(environment),
            "ports": [
                ["containerPort": 80, "hostPort": 80, "name": "proxy", "protocol": "TCP"],
                ["containerPort": 2703, "hostPort": 2703, "name": "probes-port", "protocol": "TCP"],
            ],
            "securityContext": ["capabilities": ["add": ["CAP_NET_BIND_SERVICE"]]],
            "resources": settings["resources"] ?? [:],
            "livenessProbe": probe("/healthz", delay: 30, failures: 3),
            "readinessProbe": probe("/readyz", delay: 1, failures: 30),
        ]
    }

    /// A map, sorted; each key and value is an argument of its own.
    private var additionalArguments: [String] {
        let all = settings["agent"]?["additionalArgs"]?.texts ?? []
        return all.sorted { $0.key < $1.key }.flatMap { $0.value.isEmpty ? [$0.key] : [$0.key, $0.value] }
    }
}
