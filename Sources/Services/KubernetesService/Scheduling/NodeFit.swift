import JSONTree
import KubernetesAPI

/// Whether a pod may be on a node, by the node's taints and labels; not by the room there is.
enum NodeFit {
    private static let unschedulable: JSON = [
        "key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule",
    ]

    /// In the scheduler's words why a pod cannot be put on a node; nil if it can.
    static func obstacle(for pod: JSON, on node: JSON) -> String? {
        if node.at("spec", "unschedulable")?.boolean == true, !tolerates(pod, unschedulable) {
            return "node(s) were unschedulable"
        }
        if let taint = taints(node, ["NoSchedule", "NoExecute"]).first(where: { !tolerates(pod, $0) }) {
            return "node(s) had untolerated taint {\(taint["key"]?.string ?? ""): \(taint["value"]?.string ?? "")}"
        }
        return selects(pod, node) ? nil : "node(s) didn't match Pod's node affinity/selector"
    }

    /// The taint for which a pod may not even stay on a node.
    static func expulsion(of pod: JSON, from node: JSON) -> JSON? {
        taints(node, ["NoExecute"]).first { !tolerates(pod, $0) }
    }

    private static func taints(_ node: JSON, _ effects: [String]) -> [JSON] {
        (node.at("spec", "taints")?.array ?? []).filter { effects.contains($0["effect"]?.string ?? "") }
    }

    private static func tolerates(_ pod: JSON, _ taint: JSON) -> Bool {
        (pod.at("spec", "tolerations")?.array ?? []).contains { toleration in
            let effect = toleration["effect"]?.string ?? ""
            let key = toleration["key"]?.string ?? ""
            guard effect.isEmpty || effect == taint["effect"]?.string, key.isEmpty || key == taint["key"]?.string else {
                return false
            }
            if toleration["operator"]?.string == "Exists" { return true }
            return !key.isEmpty && toleration["value"]?.string ?? "" == taint["value"]?.string ?? ""
        }
    }

    private static func selects(_ pod: JSON, _ node: JSON) -> Bool {
        let wanted = pod.at("spec", "nodeSelector")?.texts ?? []
        guard wanted.allSatisfy({ node.labels[$0.key]?.string == $0.value }) else { return false }
        let affinity = pod.at("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
        guard let terms = affinity?["nodeSelectorTerms"]?.array else { return true }
        return terms.contains { term in
            let labels = term["matchExpressions"]?.array ?? []
            let fields = term["matchFields"]?.array ?? []
            guard !labels.isEmpty || !fields.isEmpty else { return false }
            return labels.allSatisfy { holds($0, node.labels[$0["key"]?.string ?? ""]?.string) }
                && fields.allSatisfy { $0["key"]?.string == "metadata.name" && holds($0, node.name) }
        }
    }

    private static func holds(_ requirement: JSON, _ value: String?) -> Bool {
        let values = (requirement["values"]?.array ?? []).compactMap(\.string)
        switch requirement["operator"]?.string {
        case "In": return value.map(values.contains) ?? false
        case "NotIn": return !(value.map(values.contains) ?? false)
        case "Exists": return value != nil
        case "DoesNotExist": return value == nil
        case "Gt", "Lt":
            guard let number = value.flatMap({ Int($0) }), let limit = values.first.flatMap({ Int($0) }) else {
                return false
            }
            return requirement["operator"]?.string == "Gt" ? number > limit : number < limit
        default: return false
        }
    }
}
