package import Ambient
import ClusterStore
package import JSONTree
import KubernetesAPI

/// The cluster as the runtime of one pod sees it.
package struct PodCluster: Sendable {
    /// A service-account token and when it ends.
    package struct Token: Sendable, CustomStringConvertible {
        package let text: String
        package let expiresAt: Timestamp

        package var description: String { "***" }
    }

    let service: KubernetesService
    package let namespace: String
    package let name: String
    package let uid: String

    /// The pod as it is now (labels and annotations may change); nil once it is gone.
    package var pod: JSON? {
        let pod = service.store.snapshot.object(.pods, namespace: namespace, name: name)
        return pod?.uid == uid ? pod : nil
    }

    package func secret(_ name: String) -> JSON? {
        service.store.snapshot.object(.secrets, namespace: namespace, name: name)
    }

    package func configMap(_ name: String) -> JSON? {
        service.store.snapshot.object(.configMaps, namespace: namespace, name: name)
    }

    /// A token of the pod's service account, bound to the pod; an empty audience means the API server's own.
    ///
    /// - Throws: `APIError`, for example 404 once the pod or its service account is gone.
    package func token(audience: String, seconds: Int) throws -> Token {
        guard let pod, let account = pod.at("spec", "serviceAccountName")?.string else {
            throw APIError.notFound(.pods, name)
        }
        let answer = try service.createToken(
            namespace: namespace,
            serviceAccount: account,
            [
                "spec": [
                    "audiences": audience.isEmpty ? [] : [.string(audience)], "expirationSeconds": .whole(seconds),
                    "boundObjectRef": [
                        "apiVersion": "v1", "kind": "Pod", "name": .string(name), "uid": .string(uid),
                    ],
                ]
            ]
        )
        guard let text = answer.at("status", "token")?.string,
            let end = answer.at("status", "expirationTimestamp")?.string.flatMap({ Timestamp(rfc3339: $0) })
        else { throw APIError.internalError("the token request was answered without a token") }
        return Token(text: text, expiresAt: end)
    }

    /// Merges members into the pod's status (`phase`, `podIP`, `containerStatuses` …); conditions are merged by type.
    package func report(_ status: JSON) async {
        let (namespace, name, uid) = (namespace, name, uid)
        _ = try? await service.store.update { draft in
            guard let old = draft.snapshot.object(.pods, namespace: namespace, name: name), old.uid == uid else {
                return
            }
            let patch: JSON = ["status": status]
            let new = try StrategicMerge.apply(patch, to: old)
            if !new.means(old) { draft.put(new, as: .pods) }
        }
    }

    /// Records an Event about the pod, `Normal` or `Warning`; `container` names the one it is about.
    package func event(_ type: String, _ reason: String, _ message: String, container: String? = nil) async {
        let (service, namespace, name, uid) = (service, namespace, name, uid)
        _ = try? await service.store.update { draft in
            let pod = draft.snapshot.object(.pods, namespace: namespace, name: name)
            guard let pod, pod.uid == uid else { return }
            service.note(
                ClusterEvent(type: type, reason: reason, message: message, source: "kubelet", container: container),
                about: pod,
                .pods,
                in: &draft
            )
        }
    }
}
