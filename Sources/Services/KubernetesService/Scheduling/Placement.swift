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
        var reasons: [String: Int] = [:]
        for node in nodes {
            if let obstacle = NodeFit.obstacle(for: pod, on: node) {
                reasons[obstacle, default: 0] += 1
            } else if room(on: node) > 0 {
                return .node(node.name)
            } else {
                reasons["Too many pods", default: 0] += 1
            }
        }
        let told = reasons.map { "\($0.value) \($0.key)" }.sorted().joined(separator: ", ")
        return .nowhere("0/\(nodes.count) nodes are available: \(told).")
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
