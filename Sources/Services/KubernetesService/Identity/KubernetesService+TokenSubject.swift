import Ambient
import ClusterStore
package import IdentityTokens
import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// The scheduler named by pods that stand for a process outside of the cluster: none, so that they stay where they are.
    private static let outside = "lanyard.dev/outside"

    /// The objects that a token is to be bound to; a namespace, service account or pod that is not there yet is made.
    ///
    /// - Throws: `APIError` if an object cannot be, or if the pod has another service account; `StoreError`.
    package func tokenSubject(
        namespace: String,
        serviceAccount: String,
        pod: String?
    ) async throws -> TokenSubject {
        let found = store.snapshot
        if let subject = try Self.subject(namespace, serviceAccount, pod, in: found) { return subject }
        let service = self
        return try await store.update { draft in
            if draft.snapshot.object(.namespaces, namespace: "", name: namespace) == nil {
                try service.create(["metadata": ["name": .string(namespace)]], .namespaces, namespace: "", in: &draft)
            }
            if draft.snapshot.object(.serviceAccounts, namespace: namespace, name: serviceAccount) == nil {
                try service.create(
                    ["metadata": ["name": .string(serviceAccount)]],
                    .serviceAccounts,
                    namespace: namespace,
                    in: &draft
                )
            }
            if let pod, draft.snapshot.object(.pods, namespace: namespace, name: pod) == nil {
                try service.create(Self.outsidePod(pod, serviceAccount), .pods, namespace: namespace, in: &draft)
            }
            guard let subject = try Self.subject(namespace, serviceAccount, pod, in: draft.snapshot) else {
                throw APIError.notFound(.serviceAccounts, serviceAccount)
            }
            return subject
        }
    }

    private static func outsidePod(_ name: String, _ serviceAccount: String) -> JSON {
        [
            "metadata": [
                "name": .string(name),
                "annotations": ["lanyard.dev/made-by": "lanyard create token: it stands for a process elsewhere"],
            ],
            "spec": [
                "serviceAccountName": .string(serviceAccount), "schedulerName": .string(outside),
                "containers": [["name": "outside", "image": "outside"]],
            ],
        ]
    }

    /// Nil if one of them is not there.
    private static func subject(
        _ namespace: String,
        _ serviceAccount: String,
        _ pod: String?,
        in snapshot: ClusterSnapshot
    ) throws(APIError) -> TokenSubject? {
        let found = snapshot.object(.serviceAccounts, namespace: namespace, name: serviceAccount)
        guard let account = found.map({ ServiceAccountToken.BoundObject(name: $0.name, uid: $0.uid) }) else {
            return nil
        }
        guard let pod else { return TokenSubject(serviceAccount: account, pod: nil, node: nil) }
        guard let object = snapshot.object(.pods, namespace: namespace, name: pod) else { return nil }
        let other = object.at("spec", "serviceAccountName")?.string ?? "default"
        guard other == serviceAccount else {
            throw .badRequest("pod \(namespace)/\(pod) has the service account \(other), not \(serviceAccount)")
        }
        let node = object.at("spec", "nodeName")?.string.flatMap {
            snapshot.object(.nodes, namespace: "", name: $0)
        }
        return TokenSubject(
            serviceAccount: account,
            pod: ServiceAccountToken.BoundObject(name: pod, uid: object.uid),
            node: node.map { ServiceAccountToken.BoundObject(name: $0.name, uid: $0.uid) }
        )
    }
}
