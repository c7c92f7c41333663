package import Ambient
package import JSONTree

/// The pods that a deployment or daemon set makes.
package struct PodTemplate: Sendable {
    private let owner: JSON
    private let resource: APIResource
    /// Tells the pods of this template from those of earlier ones.
    package let hash: String

    /// `owner` is a deployment or a daemon set.
    package init(of owner: JSON, _ resource: APIResource) {
        self.owner = owner
        self.resource = resource
        hash = Self.hash(owner.at("spec", "template") ?? .empty)
    }

    /// The label that carries the hash.
    package var hashLabel: String {
        resource == .deployments ? "pod-template-hash" : "controller-revision-hash"
    }

    /// A pod to create, with a name to be generated.
    package func pod() -> JSON {
        let template = owner.at("spec", "template") ?? .empty
        var metadata: JSON = .empty
        let prefix = resource == .deployments ? "\(owner.name)-\(hash)-" : "\(owner.name)-"
        metadata.set("generateName", to: .string(prefix))
        metadata.set("labels", to: template.at("metadata", "labels") ?? .empty)
        metadata.set("labels", hashLabel, to: .string(hash))
        if let annotations = template.at("metadata", "annotations") { metadata.set("annotations", to: annotations) }
        metadata.set(
            "ownerReferences",
            to: [
                [
                    "apiVersion": .string(resource.groupVersion), "kind": .string(resource.kind),
                    "name": .string(owner.name), "uid": .string(owner.uid), "controller": true,
                    "blockOwnerDeletion": true,
                ]
            ]
        )
        var spec = template["spec"] ?? .empty
        if resource == .daemonSets {
            let own = spec["tolerations"]?.array ?? []
            spec.set("tolerations", to: .array(own + Self.daemonTolerations.filter { !own.contains($0) }))
        }
        return ["apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec]
    }

    /// What the pods of daemon sets put up with, whatever their template says.
    private static let daemonTolerations: [JSON] = [
        ("not-ready", "NoExecute"), ("unreachable", "NoExecute"), ("disk-pressure", "NoSchedule"),
        ("memory-pressure", "NoSchedule"), ("pid-pressure", "NoSchedule"), ("unschedulable", "NoSchedule"),
    ].map { ["effect": .string($0.1), "key": .string("node.kubernetes.io/\($0.0)"), "operator": "Exists"] }

    /// Ten characters from the bytes of the template (FNV-1a), members in the order of their names.
    private static func hash(_ template: JSON) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in sorted(template).serialized() { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = Array("bcdfghjklmnpqrstvwxz2456789")
        var text = ""
        for _ in 0..<10 {
            text.append(digits[Int(hash % UInt64(digits.count))])
            hash /= UInt64(digits.count)
        }
        return text
    }

    private static func sorted(_ json: JSON) -> JSON {
        switch json {
        case .object(let object):
            var result = JSONObject()
            for key in object.keys.sorted() { result[key] = object[key].map(sorted) }
            return .object(result)
        case .array(let elements): return .array(elements.map(sorted))
        default: return json
        }
    }
}

extension JSON {
    /// The uid of the object that controls this one.
    package var controllerUID: String? {
        at("metadata", "ownerReferences")?.array?.first { $0["controller"]?.boolean == true }?["uid"]?.string
    }

    /// Whether a pod's containers are ready.
    package var isReadyPod: Bool {
        (at("status", "conditions")?.array ?? []).contains {
            $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
        }
    }

    /// When a pod has been ready for as long as `minReadySeconds` asks for; nil if it is not ready.
    ///
    /// As Kubernetes counts it: a pod that does not say since when it is ready is only available at once if no time is
    /// asked for.
    package func availability(after minReadySeconds: Int) -> Timestamp? {
        let ready = (at("status", "conditions")?.array ?? []).first {
            $0["type"]?.string == "Ready" && $0["status"]?.string == "True"
        }
        guard let ready else { return nil }
        if minReadySeconds <= 0 { return Timestamp(seconds: 0) }
        let since = ready["lastTransitionTime"]?.string.flatMap { Timestamp(rfc3339: $0) }
        return since?.adding(seconds: Int64(minReadySeconds))
    }

    /// Whether a pod has been ready for long enough.
    package func isAvailablePod(after minReadySeconds: Int, at now: Timestamp) -> Bool {
        availability(after: minReadySeconds).map { $0 <= now } ?? false
    }

    /// For how many seconds a pod of this deployment or daemon set must be ready before it counts as available.
    package var minReadySeconds: Int { max(0, min(at("spec", "minReadySeconds")?.integer ?? 0, Replicas.most)) }

    /// Whether a pod runs or will: neither ended nor ending.
    package var isActivePod: Bool {
        !isBeingDeleted && !["Succeeded", "Failed"].contains(at("status", "phase")?.string ?? "")
    }
}
