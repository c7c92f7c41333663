package import Ambient
package import JSONTree

/// What a deployment does next: how many pods to make, and which to end.
package struct RolloutPlan: Sendable {
    package let creations: Int
    package let deletions: [JSON]

    /// `pods` are the active pods of the deployment; those of the current template carry `hash`.
    package init(of deployment: JSON, _ template: PodTemplate, pods: [JSON], now: Timestamp) {
        let spec = deployment["spec"] ?? .empty
        let wanted = Replicas.wanted(by: deployment)
        let wait = deployment.minReadySeconds
        let current = pods.filter { $0.labels[template.hashLabel]?.string == template.hash }
        let earlier = pods.filter { $0.labels[template.hashLabel]?.string != template.hash }
        if current.count > wanted {
            // Those that are not ready go first, then the youngest.
            let surplus = Self.dispensableFirst(current).prefix(current.count - wanted)
            (creations, deletions) = (0, earlier + surplus)
            return
        }
        if spec["paused"]?.boolean == true {
            // Changes of the template wait; only the number of pods counts.
            let surplus = Self.dispensableFirst(earlier).prefix(max(0, pods.count - wanted))
            (creations, deletions) = (max(0, wanted - pods.count), Array(surplus))
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
        let available = pods.count { $0.isAvailablePod(after: wait, at: now) }
        var spare = max(0, available - (wanted - missing))
        // One that is ready but not for long enough yet is only ended as long as enough others are on the way.
        let onTheWay = current.count { !$0.isAvailablePod(after: wait, at: now) }
        var beyond = max(0, pods.count - (wanted - missing) - onTheWay)
        var ending: [JSON] = []
        for pod in Self.dispensableFirst(earlier) {
            if pod.isAvailablePod(after: wait, at: now) {
                guard spare > 0 else { continue }
                spare -= 1
            } else if pod.isReadyPod {
                guard beyond > 0 else { continue }
            }
            beyond -= 1
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
