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
        let surge = Replicas.share(rolling["maxSurge"] ?? "25%", of: wanted, roundsUp: true)
        var missing = Replicas.share(rolling["maxUnavailable"] ?? "25%", of: wanted, roundsUp: false)
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
}
