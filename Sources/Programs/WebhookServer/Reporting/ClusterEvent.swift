import Ambient
import JSONTree
import PodIdentity
import PodIdentityWebhook

/// A Warning that somebody finds with `kubectl describe`.
struct ClusterEvent: Sendable, Hashable {
    let namespace: String
    /// ServiceAccount or Pod.
    let kind: String
    let name: String
    /// Empty if it is not known.
    let uid: String
    let reason: String
    let message: String

    init(_ unresolved: UnresolvedIdentity) {
        namespace = unresolved.account.namespace
        kind = "ServiceAccount"
        name = unresolved.account.name
        uid = ""
        reason = unresolved.reason.rawValue
        message = unresolved.message
    }

    init(_ pod: MissedPod) {
        namespace = pod.namespace
        kind = "Pod"
        name = pod.name
        uid = pod.uid
        reason = "PodIdentityMissed"
        message = "This pod runs without the identity it should have: \(pod.advice)"
    }

    /// The Event object (core/v1).
    func object(id: String, now: Timestamp) -> JSON {
        var involved: JSONObject = [
            "apiVersion": "v1", "kind": .string(kind), "namespace": .string(namespace), "name": .string(name),
        ]
        if !uid.isEmpty { involved["uid"] = .string(uid) }
        return [
            "apiVersion": "v1", "kind": "Event",
            "metadata": ["name": .string("\(name.prefix(200)).\(id)"), "namespace": .string(namespace)],
            "involvedObject": .object(involved), "reason": .string(reason),
            "message": .string(String(message.prefix(1000))), "type": "Warning", "count": 1,
            "firstTimestamp": .string(now.rfc3339), "lastTimestamp": .string(now.rfc3339),
            "source": ["component": "pod-identity-webhook"],
            "reportingComponent": "pod-identity-webhook", "reportingInstance": "",
        ]
    }
}
