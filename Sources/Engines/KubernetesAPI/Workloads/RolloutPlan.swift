package import JSONTree

/// What a deployment does next: how many pods to make, and which to end.
package struct RolloutPlan: Sendable {
    package let creations: Int
    package let deletions: [JSON]

    /// `pods` are the active pods of the deployment; those of the current template carry `hash`.
    package init(of deployment: JSON, _ template: PodTemplate, pods: [JSON]) {
        let spec = deployment["spec"] ?? .empty
        let wanted = Replicas.wanted(by: deployment)
        let current = pods.filter { $0.labels[template.hashLabel]?.string == template.hash }
        let earlier = pods.filter { $0.labels[template.hashLabel]?.string != template.hash }
        if current.count > wanted {
            // Those that are not ready go first, then the youngest.
            let surplus = Self.dispensableFirst(current).prefix(current.count - wanted)
            (creations, deletions) = (0, earlier + surplus)
            return
        }
        if spec.at("strategy", "type")?.string == "Recreate", !earlier.isEmpty {
            (creations, deletions) = (0, earlier)
            return
        }
        let rolling = spec.at("strategy", "rollingUpdate") ?? .empty
        let surge = Self.share(rolling["maxSurge"], of: wanted, roundsUp: true)
        var missing = Self.share(rolling["maxUnavailable"], of: wanted, roundsUp: false)
        if surge == 0, missing == 0 { missing = 1 }
        creations = max(0, min(wanted - current.count, wanted + surge - pods.count))
        let ready = pods.filter(\.isReadyPod).count
        var spare = max(0, ready - (wanted - missing))
        var ending: [JSON] = []
        for pod in Self.dispensableFirst(earlier) {
            if pod.isReadyPod {
                guard spare > 0 else { continue }
                spare -= 1
            }
            ending.append(pod)
        }
        deletions = ending
    }

    private static func dispensableFirst(_ pods: [JSON]) -> [JSON] {
        pods.enumerated().sorted { left, right in
            let (first, second) = (left.element.isReadyPod, right.element.isReadyPod)
            if first != second { return !first }
            let ages = [left, right].map { $0.element.at("metadata", "creationTimestamp")?.string ?? "" }
            return (ages[0], left.offset) > (ages[1], right.offset)
        }.map(\.element)
    }

    /// A number, or a percentage of the wanted pods.
    private static func share(_ value: JSON?, of wanted: Int, roundsUp: Bool) -> Int {
        if let number = value?.integer { return max(0, min(number, Replicas.most)) }
        let text = value?.string ?? "25%"
        guard text.hasSuffix("%"), let percent = Int(text.dropLast()), percent >= 0, percent <= 100 else { return 0 }
        let product = wanted * percent
        return roundsUp ? (product + 99) / 100 : product / 100
    }
}
