import Ambient
import JSONTree
import KubernetesAPI

/// A pod's status, as it follows from its containers.
struct PodStatus: Sendable {
    let standings: [ContainerStanding]
    let policy: RestartPolicy
    let address: String
    let startedAt: Timestamp
    /// Whether nothing of the pod will be started any more.
    let isOver: Bool
    /// Why the node has put an end to it.
    var eviction: String?

    private var main: [ContainerStanding] { standings.filter { !$0.isInit } }
    private var initial: [ContainerStanding] { standings.filter(\.isInit) }

    var isInitialized: Bool {
        initial.allSatisfy { $0.isSidecar ? $0.hasStarted || $0.termination != nil : $0.termination?.exitCode == 0 }
    }

    var phase: String {
        if isOver, eviction != nil { return "Failed" }
        let failedInit = initial.contains { !$0.isSidecar && $0.termination.map { $0.exitCode != 0 } ?? false }
        if failedInit, policy == .never || isOver { return "Failed" }
        if !isInitialized, !isOver { return "Pending" }
        let ended = main.compactMap(\.termination)
        if ended.count == main.count, isOver || !ended.contains(where: { policy.restarts(exitCode: $0.exitCode) }) {
            return ended.allSatisfy { $0.exitCode == 0 } ? "Succeeded" : "Failed"
        }
        if isOver { return "Failed" }
        return main.contains { !$0.isRunning && $0.termination == nil && $0.last == nil } ? "Pending" : "Running"
    }

    /// `now` is when the conditions that changed since `old` (a list of conditions) did so.
    func json(old: [JSON], now: Timestamp) -> JSON {
        let phase = phase
        let isDone = phase == "Succeeded" || phase == "Failed"
        let unready = main.filter { !$0.isReady }.map(\.name)
        var conditions: [JSON] = []
        func add(_ type: String, _ holds: Bool, _ reason: String, _ message: String) {
            let status = holds ? "True" : "False"
            let before = old.first { $0["type"]?.string == type }
            let since = before?["status"]?.string == status ? before?["lastTransitionTime"]?.string : nil
            var condition: JSON = [
                "type": .string(type), "status": .string(status), "lastProbeTime": .null,
                "lastTransitionTime": .string(since ?? now.rfc3339),
            ]
            // Null takes away what was there before.
            condition.set("reason", to: holds && !isDone ? .null : .string(reason))
            condition.set("message", to: holds || isDone ? .null : .string(message))
            conditions.append(condition)
        }
        let isStarting = initial.filter { $0.termination?.exitCode != 0 }.map(\.name)
        add("PodReadyToStartContainers", !isDone, "PodCompleted", "")
        add(
            "Initialized",
            isInitialized,
            isDone ? "PodCompleted" : "ContainersNotInitialized",
            "containers with incomplete status: [\(isStarting.joined(separator: " "))]"
        )
        for type in ["Ready", "ContainersReady"] {
            add(
                type,
                unready.isEmpty && !isDone,
                phase == "Succeeded" ? "PodCompleted" : phase == "Failed" ? "PodFailed" : "ContainersNotReady",
                "containers with unready status: [\(unready.joined(separator: " "))]"
            )
        }
        var status: JSON = [
            "phase": .string(phase), "conditions": .array(conditions), "hostIP": .string(address),
            "hostIPs": [["ip": .string(address)]], "podIP": .string(address), "podIPs": [["ip": .string(address)]],
            "startTime": .string(startedAt.rfc3339), "containerStatuses": .array(main.map(\.json)),
        ]
        if let eviction, isOver {
            status.set("reason", to: "Evicted")
            status.set("message", to: .string(eviction))
        }
        if !initial.isEmpty { status.set("initContainerStatuses", to: .array(initial.map(\.json))) }
        return status
    }
}
