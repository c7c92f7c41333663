import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI

/// Something worth telling about an object.
struct ClusterEvent: Sendable {
    /// `Normal` or `Warning`.
    let type: String
    let reason: String
    let message: String
    /// The component that tells it.
    let source: String
    var container: String?
}

extension KubernetesService {
    /// So many events are kept; the oldest go first.
    private static let maximumEvents = 2_000
    /// A repeated event is counted, and written again only this often.
    private static let repeatSeconds: Int64 = 10

    /// Writes an event, or counts one that says the same about the same object.
    func note(_ event: ClusterEvent, about object: JSON, _ resource: APIResource, in draft: inout ClusterDraft) {
        let namespace = resource.isNamespaced ? object.namespace : "default"
        let now = clock.now
        var involved: JSON = [
            "kind": .string(resource.kind), "name": .string(object.name), "uid": .string(object.uid),
            "apiVersion": .string(resource.groupVersion), "resourceVersion": .string(object.resourceVersion),
        ]
        if resource.isNamespaced { involved.set("namespace", to: .string(object.namespace)) }
        if let container = event.container {
            involved.set("fieldPath", to: .string("spec.containers{\(container)}"))
        }
        let name = "\(object.name).\(Self.fingerprint(event, object.uid))"
        if var known = draft.snapshot.object(.events, namespace: namespace, name: name) {
            let last = known["lastTimestamp"]?.string.flatMap { Timestamp(rfc3339: $0) }
            if let last, now < last.adding(seconds: Self.repeatSeconds) { return }
            known.set("count", to: .whole(min(known["count"]?.integer ?? 1, Int(Int32.max) - 1) + 1))
            known.set("lastTimestamp", to: .string(now.rfc3339))
            draft.put(known, as: .events)
            return
        }
        if draft.snapshot.count(.events) >= Self.maximumEvents {
            // A tenth at once, so that it is not looked for at every event.
            let byAge = draft.snapshot.objects(.events).sorted {
                ($0["lastTimestamp"]?.string ?? "") < ($1["lastTimestamp"]?.string ?? "")
            }
            for old in byAge.prefix(Self.maximumEvents / 10) { draft.remove(old, as: .events) }
        }
        draft.put(
            [
                "kind": "Event", "apiVersion": "v1",
                "metadata": [
                    "name": .string(name), "namespace": .string(namespace), "uid": .string(ids.uuid()),
                    "creationTimestamp": .string(now.rfc3339),
                ],
                "involvedObject": involved, "reason": .string(event.reason), "message": .string(event.message),
                "source": ["component": .string(event.source)], "firstTimestamp": .string(now.rfc3339),
                "lastTimestamp": .string(now.rfc3339), "count": 1, "type": .string(event.type), "eventTime": .null,
                "reportingComponent": .string(event.source), "reportingInstance": "",
            ],
            as: .events
        )
    }

    /// Writes what admission warned of when a pod was made, so that `kubectl describe pod` still tells it later.
    func note(warnings: [String], about pod: JSON, in draft: inout ClusterDraft) {
        for warning in warnings {
            let event = ClusterEvent(
                type: "Warning",
                reason: "AdmissionWarning",
                message: warning,
                source: "apiserver-admission"
            )
            note(event, about: pod, .pods, in: &draft)
        }
    }

    /// Writes a Warning of the pod identity webhook about a service account, which need not exist.
    package func warn(
        aboutServiceAccount name: String,
        namespace: String,
        reason: String,
        message: String
    ) async throws {
        let service = self
        let event = ClusterEvent(type: "Warning", reason: reason, message: message, source: "pod-identity-webhook")
        try await store.update { draft in
            guard draft.snapshot.object(.namespaces, namespace: "", name: namespace) != nil else { return }
            let account = draft.snapshot.object(.serviceAccounts, namespace: namespace, name: name)
            let absent: JSON = ["metadata": ["name": .string(name), "namespace": .string(namespace)]]
            service.note(event, about: account ?? absent, .serviceAccounts, in: &draft)
        }
    }

    /// 16 hexadecimal digits (FNV-1a) of what makes two events the same.
    private static func fingerprint(_ event: ClusterEvent, _ uid: String) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in "\(uid)|\(event.type)|\(event.reason)|\(event.container ?? "")|\(event.message)".utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        let text = String(hash, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
}
