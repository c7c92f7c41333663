import ClusterStore
import JSONTree
import KubernetesAPI

/// Which node pods can be put on, as far as nodes differ here: what a pod selects, and how many pods a node takes.
struct Placement {
    /// Where a pod can be, or in the scheduler's words why nowhere.
    enum Verdict {
        case node(String)
        case nowhere(String)
    }

    private let snapshot: ClusterSnapshot
    private let nodes: [JSON]
    private let absence: String
    /// How many more pods a node takes, counted when it is first asked for.
    private var room: [String: Int] = [:]

    /// `absence` is why there is no node, if there is none.
    init(_ snapshot: ClusterSnapshot, absence: String) {
        self.snapshot = snapshot
        self.absence = absence
        nodes = snapshot.objects(.nodes)
    }

    mutating func verdict(on pod: JSON) -> Verdict {
        guard !nodes.isEmpty else { return .nowhere("0/0 nodes are available: \(absence).") }
        let matching = nodes.filter { Self.selects(pod, $0) }
        if let free = matching.first(where: { self.room(on: $0) > 0 }) { return .node(free.name) }
        var reasons: [String] = []
        if !matching.isEmpty { reasons.append("\(matching.count) Too many pods") }
        let others = nodes.count - matching.count
        if others > 0 {
            reasons.append("\(others) node(s) were unschedulable or didn't match Pod's node affinity/selector")
        }
        return .nowhere("0/\(nodes.count) nodes are available: \(reasons.joined(separator: ", ")).")
    }

    /// One of the places of a node is taken.
    mutating func take(_ name: String) {
        if let left = room[name] { room[name] = left - 1 }
    }

    private mutating func room(on node: JSON) -> Int {
        if let known = room[node.name] { return known }
        let free = node.podCapacity.map { $0 - snapshot.pods(on: node.name) } ?? .max
        room[node.name] = free
        return free
    }

    private static func selects(_ pod: JSON, _ node: JSON) -> Bool {
        // The pods of daemon sets name their node, and go to one that takes no others too.
        if let wanted = pod.namedNode { return wanted == node.name }
        return node.at("spec", "unschedulable")?.boolean != true
            && (pod.at("spec", "nodeSelector")?.texts ?? []).allSatisfy { node.labels[$0.key]?.string == $0.value }
    }
}

extension ClusterSnapshot {
    /// How many pods a node has that have not ended.
    func pods(on node: String) -> Int {
        count(.pods) { $0.at("spec", "nodeName")?.string == node && !$0.hasEndedPod }
    }
}

extension JSON {
    /// How many pods a node takes; nil if it does not say.
    var podCapacity: Int? {
        let value = at("status", "allocatable", "pods") ?? at("status", "capacity", "pods")
        return value?.integer ?? value?.string.flatMap { Int($0) }
    }

    /// Whether a pod's containers have ended for good.
    var hasEndedPod: Bool { ["Succeeded", "Failed"].contains(at("status", "phase")?.string ?? "") }

    /// The only node that a pod may be put on, by its affinity to the node's name.
    var namedNode: String? {
        let terms = at("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")?
            .at("nodeSelectorTerms")?.array
        guard let fields = terms?.first?["matchFields"]?.array, terms?.count == 1, fields.count == 1,
            fields[0]["key"]?.string == "metadata.name", fields[0]["operator"]?.string == "In"
        else { return nil }
        return fields[0]["values"]?.array?.first?.string
    }

    /// Gives a pod the affinity by which the pods of daemon sets name their node.
    mutating func setNamedNode(_ name: String) {
        set(
            "spec",
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution",
            to: [
                "nodeSelectorTerms": [
                    ["matchFields": [["key": "metadata.name", "operator": "In", "values": [.string(name)]]]]
                ]
            ]
        )
    }
}
