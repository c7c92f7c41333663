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
        return ["apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": template["spec"] ?? .empty]
    }

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

    /// Whether a pod runs or will: neither ended nor ending.
    package var isActivePod: Bool {
        !isBeingDeleted && !["Succeeded", "Failed"].contains(at("status", "phase")?.string ?? "")
    }
}
