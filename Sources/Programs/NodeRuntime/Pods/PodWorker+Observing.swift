import Ambient
import Glibc
import JSONTree
import KubernetesAPI
import KubernetesService
import Logging

extension PodWorker {
    /// Watches a container that was started until it has ended.
    func observe(_ container: RunningContainer, _ index: Int, _ id: String, _ began: Timestamp) async {
        let name = standings[index].name
        let specification = containers[index]
        running[name] = container
        standings[index].containerID = id
        standings[index].state = .running(since: began)
        standings[index].hasStarted = specification["startupProbe"] == nil
        standings[index].isReady = standings[index].hasStarted && specification["readinessProbe"] == nil
        await publish()
        if isStopping { await Self.signal(SIGKILL, container, node.namespace) }
        let node = node
        // The logs end with the container, which holds their other ends.
        async let output: Void = container.log.consume(container.output, isError: false)
        async let errors: Void = container.log.consume(container.errors, isError: true)
        let code = await withTaskGroup(of: Int?.self, returning: Int.self) { group in
            group.addTask {
                if let hook = specification.at("lifecycle", "postStart") {
                    do throws(LifecycleHook.Failure) {
                        try await LifecycleHook(node: node, container: container, specification: specification)
                            .run(hook)
                    } catch {
                        await self.tellFailure(of: "PostStartHook", in: name, error)
                        // As kubelet does it: a container whose hook has failed is ended, and may be started again.
                        if error.isFatal {
                            await self.giveUp(container, name, because: "failed postStart hook")
                            return nil
                        }
                    }
                }
                await self.tellStart(of: name, specification["image"]?.string ?? "")
                await self.tellShortcomings(of: container.group, in: name)
                await Probes(node: node, container: specification, running: container, worker: self).run(index)
                return nil
            }
            group.addTask { await node.namespace.end(of: container.process) }
            var code = 0
            while let result = await group.next() {
                guard let result else { continue }
                code = result
                group.cancelAll()
            }
            return code
        }
        _ = await (output, errors)
        container.log.finish()
        running[name] = nil
        let isOutOfMemory = code == 137 && container.group?.wasOutOfMemory == true
        for left in await container.group?.remove() ?? [] {
            node.logger.warning("the control group \(left) of container \(name) stays until the node ends")
        }
        finish(index, id, began, container: container, exitCode: code, reason: isOutOfMemory ? "OOMKilled" : nil)
    }

    func tellStart(of name: String, _ image: String) async {
        let present = "Container image \"\(image)\" already present on machine"
        await cluster.event("Normal", "Pulled", present, container: name)
        await cluster.event("Normal", "Created", "Created container: \(name)", container: name)
        await cluster.event("Normal", "Started", "Started container \(name)", container: name)
    }

    func finish(
        _ index: Int,
        _ id: String,
        _ began: Timestamp,
        container: RunningContainer? = nil,
        exitCode: Int,
        reason: String? = nil,
        message: String? = nil
    ) {
        var (exitCode, reason, message) = (exitCode, reason, message)
        if let container {
            let written = FileTree.read(container.messageFile, limit: 1 << 16) ?? []
            if !written.isEmpty { message = String(decoding: written.prefix(4096), as: UTF8.self) }
            if exitCode != 0, message == nil {
                let lines = ContainerLog.read(container.log.path).suffix(80)
                let last = lines.last { $0.isError }.map { String(decoding: $0.text, as: UTF8.self) } ?? ""
                if last.hasPrefix("bwrap: ") {
                    (exitCode, reason, message) = (128, "StartError", String(last.dropFirst("bwrap: ".count)))
                } else if containers[index]["terminationMessagePolicy"]?.string == "FallbackToLogsOnError" {
                    message = String(decoding: lines.flatMap { $0.text + [10] }.suffix(2048), as: UTF8.self)
                }
            }
        }
        standings[index].isReady = false
        standings[index].hasStarted = false
        standings[index].state = .terminated(
            ContainerStanding.Termination(
                exitCode: exitCode,
                reason: reason ?? (exitCode == 0 ? "Completed" : "Error"),
                message: message,
                startedAt: began,
                finishedAt: node.clock.now,
                containerID: id
            )
        )
    }

    /// What a probe found: whether the container has started, whether it is ready.
    func found(_ index: Int, started: Bool? = nil, ready: Bool? = nil) async {
        guard standings[index].isRunning else { return }
        let before = standings[index]
        if let started { standings[index].hasStarted = started }
        if let ready { standings[index].isReady = ready }
        if standings[index] != before { await publish() }
    }
}
