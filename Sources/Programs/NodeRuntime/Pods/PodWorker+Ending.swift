import Glibc
import JSONTree
import KubernetesAPI
import KubernetesService
import Logging

extension PodWorker {
    /// SIGTERM now, SIGKILL after some seconds; asked again, only a shorter time counts.
    ///
    /// Every change of a pod that is being deleted asks again, also that one of its containers has ended.
    func stop(grace: Int) async {
        if let stopGrace, grace >= stopGrace { return }
        stopGrace = grace
        let isFirst = !isStopping
        isStopping = true
        stopping.yield()
        killing?.cancel()
        let containers = running
        if isFirst {
            for name in running.keys {
                await cluster.event("Normal", "Killing", "Stopping container \(name)", container: name)
            }
        }
        // The hooks run first, in the time that is given, beside each other.
        let ending = Task {
            guard grace > 0 else { return }
            await withDiscardingTaskGroup { group in
                for (name, container) in containers {
                    group.addTask { await self.end(container, name, runsHook: isFirst) }
                }
            }
        }
        killing = Task {
            if grace > 0 {
                await pause(seconds: grace)
                guard !Task.isCancelled else { return ending.cancel() }
            }
            ending.cancel()
            for (name, container) in containers { await self.kill(container, name) }
        }
    }

    /// Its hook, and then SIGTERM.
    private func end(_ container: RunningContainer, _ name: String, runsHook: Bool) async {
        let specification = containers.first { $0["name"]?.string == name } ?? .empty
        if runsHook, let hook = specification.at("lifecycle", "preStop") {
            do throws(LifecycleHook.Failure) {
                try await LifecycleHook(node: node, container: container, specification: specification).run(hook)
                if Task.isCancelled { throw LifecycleHook.Failure(reason: "it was cut short", isFatal: true) }
            } catch {
                await tellFailure(of: "PreStopHook", in: name, error)
            }
        }
        await Self.signal(SIGTERM, container, node.namespace)
    }

    static func signal(_ number: Int32, _ container: RunningContainer, _ namespace: NodeNamespace) async {
        if number == SIGKILL {
            // The end of its first process ends the container.
            await namespace.signal(SIGKILL, to: container.first > 0 ? container.first : container.process.id)
        } else if container.first > 0 {
            await namespace.signal(number, to: container.first, children: true)
        }
    }

    /// Ends the pod for good, for a reason of the node's.
    func evict(_ message: String) async {
        guard !isStopping else { return }
        eviction = message
        await cluster.event("Warning", "Evicted", message)
        await stop(grace: 1)
    }

    /// Ends a container that a probe or a hook gave up, which the restart policy may start again.
    func giveUp(_ running: RunningContainer, _ name: String, because reason: String) async {
        await cluster.event("Normal", "Killing", "Container \(name) \(reason)", container: name)
        await Self.signal(SIGTERM, running, node.namespace)
        let grace = pod.at("spec", "terminationGracePeriodSeconds")?.integer ?? 30
        await pause(seconds: grace)
        await kill(running, name)
    }

    func tellFailure(of hook: String, in name: String, _ failure: LifecycleHook.Failure) async {
        let words = "\(hook) failed: \(failure.reason)"
        node.logger.warning("pod \(pod.namespace)/\(pod.name), container \(name): \(words)")
        await cluster.event("Warning", "Failed\(hook)", words, container: name)
    }

    /// Ends a container unless it has ended: its process id may be another's by then.
    func kill(_ container: RunningContainer, _ name: String) async {
        guard running[name]?.process.id == container.process.id else { return }
        await Self.signal(SIGKILL, container, node.namespace)
    }
}
