import JSONTree
import KubernetesAPI

/// Objects of every kind with all the members that somebody reads as a number, a quantity, a time or a text.
enum HostileObjects {
    struct Sample: Sendable {
        let resource: APIResource
        let object: JSON

        /// Where objects of the kind are made.
        var path: String {
            let group = resource.group.isEmpty ? "/api/v1" : "/apis/\(resource.group)/\(resource.version)"
            return group + (resource.isNamespaced ? "/namespaces/default/" : "/") + resource.plural
        }
    }

    static let all: [Sample] = [
        Sample(resource: .pods, object: pod), Sample(resource: .deployments, object: workload("strategy")),
        Sample(resource: .daemonSets, object: workload("updateStrategy")),
        Sample(
            resource: .nodes,
            object: [
                "metadata": metadata, "spec": ["podCIDR": "10.0.0.0/24", "unschedulable": false, "taints": []],
                "status": [
                    "capacity": ["cpu": "4", "memory": "8Gi", "pods": 110],
                    "conditions": [["type": "Ready", "status": "True", "lastHeartbeatTime": .string(time)]],
                    "addresses": [["type": "InternalIP", "address": "10.0.0.1"]],
                ],
            ]
        ),
        Sample(resource: .namespaces, object: ["metadata": metadata, "spec": ["finalizers": ["kubernetes"]]]),
        Sample(
            resource: .serviceAccounts,
            object: [
                "metadata": metadata, "automountServiceAccountToken": true, "secrets": [["name": "s"]],
                "imagePullSecrets": [["name": "s"]],
            ]
        ),
        Sample(
            resource: .secrets,
            object: [
                "metadata": metadata, "type": "Opaque", "data": ["k": "AAAA"], "stringData": ["t": "x"],
                "immutable": false,
            ]
        ),
        Sample(
            resource: .configMaps,
            object: ["metadata": metadata, "data": ["k": "v"], "binaryData": ["b": "AAAA"], "immutable": false]
        ),
        Sample(
            resource: .events,
            object: [
                "metadata": metadata, "count": 1, "firstTimestamp": .string(time), "lastTimestamp": .string(time),
                "eventTime": "2026-11-25T08:00:00.000000Z", "reason": "r", "message": "m", "type": "Normal",
                "series": ["count": 2, "lastObservedTime": .string(time)],
                "involvedObject": ["kind": "Pod", "name": "p", "namespace": "default"],
            ]
        ),
        Sample(resource: .roles, object: ["metadata": metadata, "rules": rules]),
        Sample(resource: .clusterRoles, object: ["metadata": metadata, "rules": rules]),
        Sample(resource: .roleBindings, object: binding), Sample(resource: .clusterRoleBindings, object: binding),
        Sample(resource: .mutatingWebhookConfigurations, object: webhooks),
        Sample(resource: .validatingWebhookConfigurations, object: webhooks),
    ]

    /// What is asked and not kept.
    static let questions: [(path: String, object: JSON)] = [
        (
            "/api/v1/namespaces/default/serviceaccounts/default/token",
            [
                "spec": [
                    "audiences": ["a"], "expirationSeconds": 3600,
                    "boundObjectRef": ["kind": "Pod", "apiVersion": "v1", "name": "p", "uid": "u"],
                ]
            ]
        ),
        ("/apis/authentication.k8s.io/v1/tokenreviews", ["spec": ["token": "t", "audiences": ["a"]]]),
        ("/apis/authentication.k8s.io/v1/selfsubjectreviews", .empty),
        (
            "/apis/authorization.k8s.io/v1/subjectaccessreviews",
            [
                "spec": [
                    "user": "u", "groups": ["g"], "uid": "1", "extra": ["a": ["b"]],
                    "resourceAttributes": ["verb": "get", "resource": "pods", "namespace": "default", "name": "p"],
                ]
            ]
        ),
        (
            "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
            ["spec": ["nonResourceAttributes": ["verb": "get", "path": "/metrics"]]]
        ),
        ("/apis/authorization.k8s.io/v1/selfsubjectrulesreviews", ["spec": ["namespace": "default"]]),
    ]

    private static let time = "2026-11-25T08:00:00Z"

    private static let metadata: JSON = [
        "name": "spoilt", "generation": 1, "creationTimestamp": .string(time), "deletionGracePeriodSeconds": 30,
        "resourceVersion": "", "uid": "u", "generateName": "spoilt-", "selfLink": "/x", "labels": ["app": "spoilt"],
        "annotations": ["eks.amazonaws.com/token-expiration": "86400"], "finalizers": [],
        "ownerReferences": [["kind": "A", "apiVersion": "v1", "name": "a", "uid": "1", "controller": false]],
        "managedFields": [],
    ]

    private static let probe: JSON = [
        "httpGet": ["port": 80, "path": "/", "scheme": "HTTP"], "initialDelaySeconds": 1, "periodSeconds": 10,
        "timeoutSeconds": 1, "successThreshold": 1, "failureThreshold": 3, "terminationGracePeriodSeconds": 5,
    ]

    private static let containers: JSON = [
        [
            "name": "a", "image": "busybox",
            "ports": [["containerPort": 80, "hostPort": 0, "name": "http", "protocol": "TCP"]],
            "resources": [
                "limits": ["cpu": "250m", "memory": "64Mi"], "requests": ["cpu": 1, "memory": 1_048_576],
            ],
            "env": [
                ["name": "A", "value": "1"],
                [
                    "name": "B",
                    "valueFrom": [
                        "resourceFieldRef": ["resource": "limits.cpu", "divisor": "1m", "containerName": "a"]
                    ],
                ],
            ],
            "livenessProbe": probe, "readinessProbe": probe, "startupProbe": probe,
            "lifecycle": ["preStop": ["sleep": ["seconds": 1]]],
            "securityContext": ["runAsUser": 1000, "runAsGroup": 1000],
            "volumeMounts": [["name": "v", "mountPath": "/v", "subPath": "x"]],
            "terminationMessagePath": "/dev/termination-log",
        ]
    ]

    private static let podSpec: JSON = [
        "containers": containers, "restartPolicy": "Always", "terminationGracePeriodSeconds": 30,
        "activeDeadlineSeconds": 600, "priority": 0, "serviceAccountName": "default", "hostNetwork": false,
        "securityContext": ["runAsUser": 0, "runAsGroup": 0, "fsGroup": 1000, "supplementalGroups": [1, 2]],
        "tolerations": [["key": "k", "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300]],
        "volumes": [
            ["name": "v", "emptyDir": ["sizeLimit": "1Gi", "medium": ""]],
            [
                "name": "p",
                "projected": [
                    "defaultMode": 420,
                    "sources": [
                        ["serviceAccountToken": ["path": "token", "expirationSeconds": 3600, "audience": "a"]],
                        [
                            "downwardAPI": [
                                "items": [
                                    [
                                        "path": "cpu", "mode": 256,
                                        "resourceFieldRef": [
                                            "resource": "limits.cpu", "divisor": "1m", "containerName": "a",
                                        ],
                                    ]
                                ]
                            ]
                        ],
                    ],
                ],
            ],
            [
                "name": "s",
                "secret": ["secretName": "s", "defaultMode": 420, "items": [["key": "k", "path": "p", "mode": 256]]],
            ],
        ],
        "topologySpreadConstraints": [["maxSkew": 1, "topologyKey": "zone", "whenUnsatisfiable": "DoNotSchedule"]],
        "overhead": ["cpu": "1m"],
    ]

    static let status: JSON = [
        "phase": "Running", "startTime": .string(time), "podIP": "10.0.0.9", "observedGeneration": 1, "replicas": 1,
        "readyReplicas": 1, "availableReplicas": 1, "updatedReplicas": 1, "unavailableReplicas": 0,
        "desiredNumberScheduled": 1, "currentNumberScheduled": 1, "numberReady": 1, "numberAvailable": 1,
        "updatedNumberScheduled": 1, "collisionCount": 0,
        "conditions": [
            [
                "type": "Ready", "status": "True", "lastTransitionTime": .string(time), "lastProbeTime": .string(time),
                "lastUpdateTime": .string(time),
            ],
            ["type": "Progressing", "status": "True", "lastUpdateTime": .string(time), "reason": "x"],
        ],
        "containerStatuses": [
            [
                "name": "a", "restartCount": 1, "ready": true, "image": "busybox",
                "state": ["running": ["startedAt": .string(time)]],
                "lastState": [
                    "terminated": [
                        "exitCode": 1, "signal": 9, "startedAt": .string(time), "finishedAt": .string(time),
                    ]
                ],
            ]
        ],
    ]

    private static let pod: JSON = ["metadata": metadata, "spec": podSpec]

    private static func workload(_ strategy: String) -> JSON {
        var spec: JSON = [
            "replicas": 1, "minReadySeconds": 0, "revisionHistoryLimit": 10, "progressDeadlineSeconds": 600,
            "selector": ["matchLabels": ["app": "spoilt"]],
            "template": ["metadata": ["labels": ["app": "spoilt"]], "spec": podSpec],
        ]
        spec.set(strategy, to: ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": "25%", "maxUnavailable": 1]])
        return ["metadata": metadata, "spec": spec]
    }

    private static let rules: JSON = [
        ["apiGroups": [""], "resources": ["pods"], "verbs": ["get"], "resourceNames": ["a"]]
    ]

    private static let binding: JSON = [
        "metadata": metadata,
        "roleRef": ["kind": "ClusterRole", "name": "view", "apiGroup": "rbac.authorization.k8s.io"],
        "subjects": [["kind": "ServiceAccount", "name": "default", "namespace": "default"]],
    ]

    private static let webhooks: JSON = [
        "metadata": metadata,
        "webhooks": [
            [
                "name": "a.example.com", "timeoutSeconds": 1, "sideEffects": "None", "failurePolicy": "Ignore",
                "admissionReviewVersions": ["v1"], "matchPolicy": "Equivalent", "reinvocationPolicy": "Never",
                "clientConfig": [
                    "caBundle": "", "service": ["name": "s", "namespace": "default", "port": 443, "path": "/x"],
                ],
                "rules": [
                    [
                        "apiGroups": ["none.example.com"], "apiVersions": ["v1"], "operations": ["CREATE"],
                        "resources": ["nothings"],
                    ]
                ],
                "namespaceSelector": ["matchExpressions": [["key": "a", "operator": "In", "values": ["b"]]]],
            ]
        ],
    ]
}

extension JSON {
    /// The places of everything inside, objects and lists among them.
    var places: [[Place]] {
        switch self {
        case .object(let object):
            object.members.flatMap { member in
                [[.member(member.key)]] + member.value.places.map { [.member(member.key)] + $0 }
            }
        case .array(let elements):
            elements.enumerated().flatMap { element in
                [[.element(element.offset)]] + element.element.places.map { [.element(element.offset)] + $0 }
            }
        default: []
        }
    }

    enum Place: Sendable, Hashable {
        case member(String)
        case element(Int)
    }

    /// What stands at a place.
    func at(_ place: some Collection<Place>) -> JSON? {
        guard let first = place.first else { return self }
        switch (first, self) {
        case (.member(let name), .object(let object)): return object[name]?.at(place.dropFirst())
        case (.element(let index), .array(let elements)): return elements[index].at(place.dropFirst())
        default: return nil
        }
    }

    /// The same with another value at a place.
    func replacing(_ place: some Collection<Place>, with value: JSON) -> JSON {
        guard let first = place.first else { return value }
        let rest = place.dropFirst()
        switch (first, self) {
        case (.member(let name), .object(var object)):
            object[name] = object[name]?.replacing(rest, with: value)
            return .object(object)
        case (.element(let index), .array(var elements)):
            elements[index] = elements[index].replacing(rest, with: value)
            return .array(elements)
        default: return self
        }
    }
}
