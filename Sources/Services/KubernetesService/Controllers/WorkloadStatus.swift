import Ambient
import JSONTree
import KubernetesAPI

/// The status of a deployment or daemon set, as `kubectl rollout status` and `kubectl get` read it.
struct WorkloadStatus: Sendable {
    private let object: JSON
    private let pods: [JSON]
    private let now: Timestamp
    /// The generation that was acted on.
    var observed = 1
    /// Why a pod could not be made.
    var problem: APIError?

    init(of object: JSON, pods: [JSON], now: Timestamp) {
        self.object = object
        self.pods = pods
        self.now = now
    }

    private func updated(_ resource: APIResource) -> [JSON] {
        let template = PodTemplate(of: object, resource)
        return pods.filter { $0.labels[template.hashLabel]?.string == template.hash }
    }

    private func isAvailable(_ pod: JSON) -> Bool { pod.isAvailablePod(after: object.minReadySeconds, at: now) }

    var deployment: JSON {
        let wanted = Replicas.wanted(by: object)
        let updated = updated(.deployments)
        let ready = pods.filter(\.isReadyPod).count
        let available = pods.count(where: isAvailable)
        var status: JSON = ["observedGeneration": .whole(observed)]
        let counts = [
            ("replicas", pods.count), ("updatedReplicas", updated.count), ("readyReplicas", ready),
            ("availableReplicas", available), ("unavailableReplicas", max(0, wanted - available)),
        ]
        for (name, count) in counts where count > 0 { status.set(name, to: .whole(count)) }
        let isComplete = updated.count == wanted && pods.count == wanted && available == wanted
        // Work on this template goes on as long as the counts change.
        let old = object["status"] ?? .empty
        let isMoving =
            counts.contains { (old[$0.0]?.integer ?? 0) != $0.1 } || old["observedGeneration"] != .whole(observed)
        let deadline = Int64(object.at("spec", "progressDeadlineSeconds")?.integer ?? 600)
        let last = condition("Progressing")?["lastUpdateTime"]?.string.flatMap { Timestamp(rfc3339: $0) } ?? now
        let isLate = !isComplete && !isMoving && now > last.adding(seconds: deadline)
        let name = "Deployment \(JSON.string(object.name).text())"
        var conditions: [JSON] = []
        let missing = object.at("spec", "strategy", "rollingUpdate", "maxUnavailable")
        let needed = wanted - Replicas.share(missing, of: wanted, roundsUp: false)
        conditions.append(
            available >= needed
                ? made("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.", false)
                : made(
                    "Available",
                    "False",
                    "MinimumReplicasUnavailable",
                    "Deployment does not have minimum availability.",
                    false
                )
        )
        conditions.append(
            isComplete
                ? made(
                    "Progressing",
                    "True",
                    "NewReplicaSetAvailable",
                    "\(name) has successfully progressed.",
                    isMoving
                )
                : isLate
                    ? made(
                        "Progressing",
                        "False",
                        "ProgressDeadlineExceeded",
                        "\(name) has timed out progressing.",
                        false
                    )
                    : made("Progressing", "True", "ReplicaSetUpdated", "\(name) is progressing.", isMoving)
        )
        if let problem { conditions.append(made("ReplicaFailure", "True", "FailedCreate", problem.message, false)) }
        status.set("conditions", to: .array(conditions))
        return status
    }

    func daemonSet(nodes: Int) -> JSON {
        let ready = pods.filter(\.isReadyPod).count
        let available = pods.count(where: isAvailable)
        let updated = updated(.daemonSets)
        var status: JSON = [
            "currentNumberScheduled": .whole(pods.count), "desiredNumberScheduled": .whole(nodes),
            "numberMisscheduled": 0,
            "numberReady": .whole(ready), "observedGeneration": .whole(observed),
        ]
        let counts = [
            ("numberAvailable", available), ("numberUnavailable", max(0, nodes - available)),
            ("updatedNumberScheduled", updated.count),
        ]
        for (name, count) in counts where count > 0 { status.set(name, to: .whole(count)) }
        return status
    }

    private func condition(_ type: String) -> JSON? {
        (object.at("status", "conditions")?.array ?? []).first { $0["type"]?.string == type }
    }

    private func made(_ type: String, _ status: JSON, _ reason: JSON, _ message: String, _ isMoving: Bool) -> JSON {
        let old = condition(type)
        let time = JSON.string(now.rfc3339)
        let isSame = old?["status"] == status && old?["reason"] == reason
        return [
            "type": .string(type), "status": status, "reason": reason, "message": .string(message),
            "lastUpdateTime": isSame && !isMoving ? old?["lastUpdateTime"] ?? time : time,
            "lastTransitionTime": old?["status"] == status ? old?["lastTransitionTime"] ?? time : time,
        ]
    }
}
