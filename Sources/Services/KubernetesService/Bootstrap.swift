import ClusterStore
import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// Makes what every cluster has and this one lacks; the store must run.
    ///
    /// - Throws: `StoreError` if it cannot be written.
    package func bootstrap() async throws {
        let service = self
        try await store.update { draft in
            for name in ["default", "kube-node-lease", "kube-public", "kube-system"]
            where draft.snapshot.object(.namespaces, namespace: "", name: name) == nil {
                try service.create(["metadata": ["name": .string(name)]], .namespaces, namespace: "", in: &draft)
            }
            for namespace in draft.snapshot.objects(.namespaces) { try service.furnish(namespace.name, in: &draft) }
            for (resource, object) in Self.roles
            where draft.snapshot.object(resource, namespace: "", name: object.name) == nil {
                try service.create(object, resource, namespace: "", in: &draft)
            }
        }
    }

    private static let roles: [(APIResource, JSON)] = [
        (
            .clusterRoles,
            [
                "metadata": ["name": "cluster-admin"],
                "rules": [
                    ["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]],
                    ["verbs": ["*"], "nonResourceURLs": ["*"]],
                ],
            ]
        ),
        (
            .clusterRoles,
            [
                "metadata": ["name": "system:auth-delegator"],
                "rules": [
                    ["verbs": ["create"], "apiGroups": ["authentication.k8s.io"], "resources": ["tokenreviews"]],
                    [
                        "verbs": ["create"], "apiGroups": ["authorization.k8s.io"],
                        "resources": ["subjectaccessreviews"],
                    ],
                ],
            ]
        ),
        (
            .clusterRoles,
            [
                "metadata": ["name": "view"],
                "rules": [
                    [
                        "verbs": ["get", "list", "watch"], "apiGroups": [""],
                        "resources": ["configmaps", "events", "namespaces", "pods", "pods/log", "serviceaccounts"],
                    ],
                    [
                        "verbs": ["get", "list", "watch"], "apiGroups": ["apps"],
                        "resources": ["daemonsets", "deployments"],
                    ],
                ],
            ]
        ),
        (
            .clusterRoleBindings,
            [
                "metadata": ["name": "cluster-admin"],
                "roleRef": [
                    "apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin",
                ],
                "subjects": [
                    ["apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "system:masters"]
                ],
            ]
        ),
    ]
}
