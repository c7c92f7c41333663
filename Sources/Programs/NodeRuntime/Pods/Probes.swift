import JSONTree
import KubernetesAPI
import KubernetesService

/// The probes of a container while it runs.
struct Probes: Sendable {
    let node: NodeContext
    let container: JSON
    let running: RunningContainer
    let worker: PodWorker

    private var name: String { container["name"]?.string ?? "" }
    private var calls: ContainerCalls { ContainerCalls(node: node, container: container, agent: "kube-probe/1.33") }

    /// Probes until the task is cancelled, which the end of the container does; tells the pod what it finds.
    func run(_ index: Int) async {
        if let startup = container["startupProbe"] {
            guard await repeats(startup, "Startup", untilSuccess: true, { _ in }) else {
                return await worker.giveUp(running, name, because: "failed startup probe, will be restarted")
            }
            await worker.found(index, started: true, ready: container["readinessProbe"] == nil ? true : nil)
        }
        await withTaskGroup(of: Void.self) { group in
            if let readiness = container["readinessProbe"] {
                group.addTask {
                    _ = await repeats(readiness, "Readiness", untilSuccess: false) { holds in
                        await worker.found(index, ready: holds)
                    }
                }
            }
            if let liveness = container["livenessProbe"] {
                group.addTask {
                    guard await !repeats(liveness, "Liveness", untilSuccess: false, { _ in }), !Task.isCancelled else {
                        return
                    }
                    await worker.giveUp(running, name, because: "failed liveness probe, will be restarted")
                }
            }
        }
    }

    /// Probes at intervals; true after the successes that count (or cancellation), false after the failures that do.
    private func repeats(
        _ probe: JSON,
        _ title: String,
        untilSuccess: Bool,
        _ tell: @Sendable (Bool) async -> Void
    ) async -> Bool {
        let period = max(probe["periodSeconds"]?.integer ?? 10, 1)
        let failuresThatCount = max(probe["failureThreshold"]?.integer ?? 3, 1)
        let successesThatCount = max(probe["successThreshold"]?.integer ?? 1, 1)
        let isReadiness = title == "Readiness"
        var (failures, successes) = (0, 0)
        await pause(seconds: probe["initialDelaySeconds"]?.integer ?? 0)
        while !Task.isCancelled {
            let failure = await attempt(probe)
            guard !Task.isCancelled else { break }
            if let failure {
                (failures, successes) = (failures + 1, 0)
                await worker.cluster.event(
                    "Warning",
                    "Unhealthy",
                    "\(title) probe failed: \(failure)",
                    container: name
                )
                if failures >= failuresThatCount {
                    guard isReadiness else { return false }
                    await tell(false)
                }
            } else {
                (failures, successes) = (0, successes + 1)
                if successes >= successesThatCount {
                    if untilSuccess { return true }
                    await tell(true)
                }
            }
            await pause(seconds: period)
        }
        return true
    }

    /// Nil if it succeeds, or why not.
    private func attempt(_ probe: JSON) async -> String? {
        let seconds = max(probe["timeoutSeconds"]?.integer ?? 1, 1)
        return await withTaskGroup(of: String??.self, returning: String?.self) { group in
            group.addTask { .some(await perform(probe)) }
            group.addTask {
                await pause(seconds: seconds)
                return .some("timed out after \(seconds)s")
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first ?? nil
        }
    }

    private func perform(_ probe: JSON) async -> String? {
        if let command = probe.at("exec", "command")?.array {
            do {
                let execution = Execution(node: node, container: running)
                let (code, output) = try await execution.collect(command.compactMap(\.string))
                return code == 0 ? nil : output.isEmpty ? "exit code \(code)" : output
            } catch { return "\(error)" }
        }
        if let http = probe["httpGet"] { return await calls.get(http) }
        if let tcp = probe["tcpSocket"] {
            let connection = await calls.connect(tcp["host"]?.string, tcp["port"])
            return connection == nil ? "connection refused" : nil
        }
        if let grpc = probe["grpc"] { return await check(grpc) }
        return "this kind of probe is not supported by this node: exec, httpGet, tcpSocket and grpc are"
    }

    private func check(_ grpc: JSON) async -> String? {
        let port = grpc["port"] ?? .null
        guard let connection = await calls.connect(nil, port) else { return "connection refused" }
        var call = HealthCall(service: grpc["service"]?.string ?? "", authority: "\(node.address):\(port.text())")
        guard await connection.write(call.opening) else { return "connection reset by peer" }
        while let piece = await connection.read() {
            let (reply, outcome) = call.receive(piece)
            if !reply.isEmpty { _ = await connection.write(reply) }
            switch outcome {
            case .serving?: return nil
            case .failed(let words)?: return words
            case nil: continue
            }
        }
        return "the server broke off"
    }
}
