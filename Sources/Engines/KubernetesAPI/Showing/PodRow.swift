import JSONTree

/// The row of one pod.
struct PodRow {
    private let pod: JSON

    init(_ pod: JSON) {
        self.pod = pod
    }

    func cells(name: JSON, age: JSON) -> [JSON] {
        let statuses = pod.at("status", "containerStatuses")?.array ?? []
        let total = pod.at("spec", "containers")?.array?.count ?? 0
        let ready = statuses.filter { $0["ready"]?.boolean == true }.count
        let restarts = statuses.reduce(0) { $0 &+ ($1["restartCount"]?.integer ?? 0) }
        return [
            name, .string("\(ready)/\(total)"), .string(status(statuses)), .string("\(restarts)"), age,
            pod.at("status", "podIP") ?? "<none>", pod.at("spec", "nodeName") ?? "<none>", "<none>", "<none>",
        ]
    }

    private func status(_ statuses: [JSON]) -> String {
        if pod.isBeingDeleted { return "Terminating" }
        var status = pod.at("status", "reason")?.string ?? pod.at("status", "phase")?.string ?? "Unknown"
        let initial = pod.at("status", "initContainerStatuses")?.array ?? []
        for (index, container) in initial.enumerated() {
            if container.at("state", "terminated", "exitCode")?.integer == 0 { continue }
            if let terminated = container.at("state", "terminated") {
                return "Init:" + (terminated["reason"]?.string ?? "ExitCode:\(terminated["exitCode"]?.integer ?? 0)")
            }
            if let reason = container.at("state", "waiting", "reason")?.string, reason != "PodInitializing" {
                return "Init:" + reason
            }
            return "Init:\(index)/\(pod.at("spec", "initContainers")?.array?.count ?? initial.count)"
        }
        for container in statuses.reversed() {
            if let reason = container.at("state", "waiting", "reason")?.string {
                status = reason
            } else if let terminated = container.at("state", "terminated") {
                status = terminated["reason"]?.string ?? "ExitCode:\(terminated["exitCode"]?.integer ?? 0)"
            }
        }
        return status
    }
}
