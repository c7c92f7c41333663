import Ambient
import JSONTree

/// The row of one pod.
struct PodRow {
    private let pod: JSON
    private let now: Timestamp
    /// The init containers that run beside the others.
    private let sidecars: Set<String>

    init(_ pod: JSON, now: Timestamp) {
        self.pod = pod
        self.now = now
        sidecars = Set(
            (pod.at("spec", "initContainers")?.array ?? []).filter { $0["restartPolicy"]?.string == "Always" }
                .compactMap { $0["name"]?.string }
        )
    }

    private var initial: [JSON] { pod.at("status", "initContainerStatuses")?.array ?? [] }
    private var main: [JSON] { pod.at("status", "containerStatuses")?.array ?? [] }
    private var isInitialized: Bool { holds("Initialized") }

    private func isSidecar(_ container: JSON) -> Bool { sidecars.contains(container["name"]?.string ?? "") }

    private func holds(_ type: String) -> Bool {
        (pod.at("status", "conditions")?.array ?? []).contains {
            $0["type"]?.string == type && $0["status"]?.string == "True"
        }
    }

    func cells(name: JSON, age: JSON) -> [JSON] {
        let total = (pod.at("spec", "containers")?.array?.count ?? 0) + sidecars.count
        let besides = initial.filter(isSidecar)
        let ready =
            main.count { $0["ready"]?.boolean == true && $0.at("state", "running") != nil }
            + besides.count { $0["started"]?.boolean == true && $0["ready"]?.boolean == true }
        return [
            name, .string("\(ready)/\(total)"), .string(status), .string(restarts), age,
            pod.at("status", "podIP") ?? "<none>", pod.at("spec", "nodeName") ?? "<none>", "<none>", "<none>",
        ]
    }

    /// How often, and how long ago for the last time.
    private var restarts: String {
        let counted = initializing != nil && !isInitialized ? initial : initial.filter(isSidecar) + main
        let count = counted.reduce(0) { $0 &+ ($1["restartCount"]?.integer ?? 0) }
        let last = counted.compactMap { $0.at("lastState", "terminated", "finishedAt")?.string }
            .compactMap { Timestamp(rfc3339: $0) }.max()
        guard count != 0, let last else { return "\(count)" }
        return "\(count) (\(Age.text(from: last, to: now)) ago)"
    }

    /// How far the init containers have come; nil if they are through.
    private var initializing: String? {
        for (index, container) in initial.enumerated() {
            let terminated = container.at("state", "terminated")
            if terminated?["exitCode"]?.integer == 0 { continue }
            if isSidecar(container), container["started"]?.boolean == true { continue }
            if let terminated {
                return "Init:" + (terminated["reason"]?.string ?? "ExitCode:\(terminated["exitCode"]?.integer ?? 0)")
            }
            if let reason = container.at("state", "waiting", "reason")?.string, reason != "PodInitializing" {
                return "Init:" + reason
            }
            return "Init:\(index)/\(pod.at("spec", "initContainers")?.array?.count ?? initial.count)"
        }
        return nil
    }

    private var status: String {
        let phase = pod.at("status", "phase")?.string ?? "Unknown"
        if pod.isBeingDeleted, phase != "Succeeded", phase != "Failed" { return "Terminating" }
        let initializing = initializing
        var status = initializing ?? pod.at("status", "reason")?.string ?? phase
        guard initializing == nil || isInitialized else { return status }
        var hasRunning = false
        for container in main.reversed() {
            if let reason = container.at("state", "waiting", "reason")?.string {
                status = reason
            } else if let terminated = container.at("state", "terminated") {
                status = terminated["reason"]?.string ?? "ExitCode:\(terminated["exitCode"]?.integer ?? 0)"
            } else if container["ready"]?.boolean == true, container.at("state", "running") != nil {
                hasRunning = true
            }
        }
        if status == "Completed", hasRunning { status = holds("Ready") ? "Running" : "NotReady" }
        return status
    }
}
