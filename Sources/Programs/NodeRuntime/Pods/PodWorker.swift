import Ambient
import Glibc
import JSONTree
import KubernetesAPI
import KubernetesService
import Logging
import Synchronization

/// One pod's life on the node.
actor PodWorker {
    let pod: JSON
    let cluster: PodCluster
    let node: NodeContext
    private let policy: RestartPolicy
    private let startedAt: Timestamp
    private var standings: [ContainerStanding] = []
    private var containers: [JSON] = []
    var running: [String: RunningContainer] = [:]
    var volumes: PodVolumes
    private var isStopping = false
    private var isOver = false
    private var eviction: String?
    nonisolated let isAbandoned = Mutex(false)
    private var killing: Task<Void, Never>?
    private let stops: AsyncStream<Void>
    private let stopping: AsyncStream<Void>.Continuation
    private static let refreshSeconds = 10

    init(pod: JSON, cluster: PodCluster, node: NodeContext) {
        self.pod = pod
        self.cluster = cluster
        self.node = node
        policy = pod.at("spec", "restartPolicy")?.string.flatMap { RestartPolicy(rawValue: $0) } ?? .always
        let now = node.clock.now
        startedAt = pod.at("status", "startTime")?.string.flatMap { Timestamp(rfc3339: $0) } ?? now
        let clock = node.clock
        volumes = PodVolumes(
            directory: node.podDirectory(pod.uid),
            dataDirectory: node.dataDirectory,
            nodeRoot: node.namespace.root,
            objects: VolumeObjects(
                secret: { cluster.secret($0) },
                configMap: { cluster.configMap($0) },
                token: { audience, seconds in
                    let token = try cluster.token(audience: audience, seconds: seconds)
                    return VolumeToken(text: token.text, issuedAt: clock.now, expiresAt: token.expiresAt)
                }
            ),
            clock: node.clock,
            random: node.random
        )
        (stops, stopping) = AsyncStream<Void>.makeStream()
        let initial = pod.at("spec", "initContainers")?.array ?? []
        let main = pod.at("spec", "containers")?.array ?? []
        containers = initial + main
        let reason = initial.isEmpty ? "ContainerCreating" : "PodInitializing"
        standings =
            initial.map { ContainerStanding($0, isInit: true, waitingFor: "PodInitializing") }
            + main.map { ContainerStanding($0, isInit: false, waitingFor: reason) }
        let statuses =
            (pod.at("status", "initContainerStatuses")?.array ?? [])
            + (pod.at("status", "containerStatuses")?.array ?? [])
        for (index, standing) in standings.enumerated() {
            guard let status = statuses.first(where: { $0["name"]?.string == standing.name }) else { continue }
            standings[index].resume(from: status, now: now)
        }
    }

    /// Runs the pod to its end.
    func run() async {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.live() }
                group.addTask { [stops] in for await _ in stops { return } }
                await group.next()
                group.cancelAll()
            }
        } onCancel: {
            // The program ends: the pod has not, and is run anew at the next start.
            isAbandoned.withLock { $0 = true }
            Task { await self.stop(grace: 0) }
        }
        killing?.cancel()
        isOver = true
        await publish()
        await unmountMemory()
        removeDirectory()
    }

    /// The pod's volumes and files, of which a leftover is told.
    private func removeDirectory() {
        let directory = node.podDirectory(pod.uid)
        FileTree.remove(directory)
        guard FileTree.kind(directory) != nil else { return }
        node.logger.warning("pod \(pod.namespace)/\(pod.name) has left files in \(directory) that cannot be removed")
    }

    /// SIGTERM now, SIGKILL after some seconds.
    func stop(grace: Int) async {
        let isFirst = !isStopping
        isStopping = true
        stopping.yield()
        killing?.cancel()
        let (namespace, containers) = (node.namespace, running)
        if isFirst {
            for name in running.keys {
                await cluster.event("Normal", "Killing", "Stopping container \(name)", container: name)
            }
        }
        let node = node
        let specifications = self.containers
        // The hooks run first, in the time that is given.
        let ending = Task {
            for (name, container) in containers where grace > 0 {
                let specification = specifications.first { $0["name"]?.string == name }
                let hook = isFirst ? specification?.at("lifecycle", "preStop") : nil
                if let hook {
                    do throws(LifecycleHook.Failure) {
                        try await LifecycleHook(node: node, container: container).run(hook)
                    } catch {
                        await self.tellFailure(of: "PreStopHook", in: name, error)
                    }
                }
                await Self.signal(SIGTERM, container, namespace)
            }
        }
        killing = Task {
            if grace > 0 {
                try? await Task.sleep(for: .seconds(grace))
                guard !Task.isCancelled else { return ending.cancel() }
            }
            ending.cancel()
            for (name, container) in containers { await self.kill(container, name) }
        }
    }

    /// A container that runs now.
    func container(_ name: String) -> RunningContainer? { running[name] }

    func standing(_ name: String) -> ContainerStanding? { standings.first { $0.name == name } }

    private static func signal(_ number: Int32, _ container: RunningContainer, _ namespace: NodeNamespace) async {
        if number == SIGKILL {
            // The end of its first process ends the container.
            await namespace.signal(SIGKILL, to: container.first > 0 ? container.first : container.process.id)
        } else if container.first > 0 {
            await namespace.signal(number, to: container.first, children: true)
        }
    }

    private func live() async {
        await publish()
        await tellUnenforcedLimits()
        guard await setUpVolumes() else { return }
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await self.refreshVolumes() }
            group.addTask { await self.runContainers() }
            await group.next()
            group.cancelAll()
        }
    }

    /// False if the pod was stopped before its volumes could be made.
    private func setUpVolumes() async -> Bool {
        await mountMemory()
        var delay = 1
        while !isStopping {
            do throws(VolumeFailure) {
                try volumes.setUp(cluster.pod ?? pod, hostAddress: node.address)
                return true
            } catch {
                await cluster.event("Warning", "FailedMount", error.description)
            }
            try? await Task.sleep(for: .seconds(delay))
            delay = min(delay * 2, 30)
        }
        return false
    }

    private func refreshVolumes() async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(Self.refreshSeconds))
            guard !Task.isCancelled, let current = cluster.pod else { return await untilCancelled() }
            do throws(VolumeFailure) { try volumes.setUp(current, hostAddress: node.address) } catch {
                await cluster.event("Warning", "FailedMount", error.description)
            }
            await evictIfTooLarge()
        }
    }

    /// Limits that nothing holds the containers to are told of once.
    private func tellUnenforcedLimits() async {
        var byReason: [String: [String]] = [:]
        for container in containers {
            for (reason, limits) in node.controlGroups.unenforced(ResourceLimits(container)) {
                let name = container["name"]?.string ?? ""
                byReason[reason, default: []].append("\(name) (\(limits.joined(separator: ", ")))")
            }
        }
        for (reason, limited) in byReason.sorted(by: { $0.key < $1.key }) {
            await cluster.event(
                "Warning",
                "ResourceLimitsNotEnforced",
                "limits of \(limited.joined(separator: ", ")) are not enforced on this node: \(reason)"
            )
        }
    }

    private func untilCancelled() async {
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
    }

    private func runContainers() async {
        await withTaskGroup(of: Void.self) { sidecars in
            for index in standings.indices where standings[index].isInit {
                guard !isStopping else { break }
                if standings[index].isSidecar {
                    sidecars.addTask { await self.runContainer(index, policy: .always) }
                    while !isStopping, !standings[index].hasStarted { try? await Task.sleep(for: .milliseconds(20)) }
                } else if standings[index].termination?.exitCode != 0 {
                    await runContainer(index, policy: policy == .never ? .never : .onFailure)
                    guard standings[index].termination?.exitCode == 0 else { break }
                }
            }
            if !isStopping, isInitialized {
                await runMain()
            }
            // Those beside end last.
            for (name, container) in running where standing(name)?.isSidecar == true {
                isStopping = true
                await Self.signal(SIGTERM, container, node.namespace)
                await Self.signal(SIGKILL, container, node.namespace)
            }
        }
    }

    private var isInitialized: Bool {
        standings.allSatisfy { !$0.isInit || $0.isSidecar || $0.termination?.exitCode == 0 }
    }

    private func runMain() async {
        await withTaskGroup(of: Void.self) { group in
            for index in standings.indices where !standings[index].isInit {
                // One that ended before the program was started again, and stays so.
                if let ended = standings[index].termination, !policy.restarts(exitCode: ended.exitCode) { continue }
                group.addTask { await self.runContainer(index, policy: self.policy) }
            }
        }
    }

    /// Runs a container, and runs it again as the policy says.
    private func runContainer(_ index: Int, policy: RestartPolicy) async {
        var backOff = BackOff()
        var imageDelay = BackOff.first
        if let ended = standings[index].termination {
            standings[index].last = ended
            standings[index].countRestart()
        }
        while !isStopping {
            let content: ImageContent
            do { content = try image(standings[index].image) } catch {
                await refuse(index, "ErrImagePull", "\(error)", event: "Failed")
                try? await Task.sleep(for: .seconds(1))
                guard !isStopping else { return }
                await refuse(index, "ImagePullBackOff", "\(error)", event: "BackOff")
                try? await Task.sleep(for: .seconds(imageDelay))
                imageDelay = min(imageDelay * 2, BackOff.longest)
                continue
            }
            let began = node.clock.now
            let id = node.containerID()
            standings[index].imageID = "lanyard://" + (content.root ?? content.entrypoint.first ?? "host")
            do {
                let container = try await start(index, content)
                await observe(container, index, id, began)
            } catch let error as NodeFailure {
                finish(index, id, began, exitCode: 128, reason: "StartError", message: error.description)
            } catch {
                await refuse(index, "CreateContainerConfigError", "\(error)", event: "Failed")
                try? await Task.sleep(for: .seconds(5))
                continue
            }
            await publish()
            guard let ended = standings[index].termination, !isStopping, policy.restarts(exitCode: ended.exitCode)
            else { return }
            let delay = backOff.next(afterRunning: Int(ended.finishedAt.seconds - began.seconds))
            standings[index].last = ended
            if delay > 0 {
                let (name, pod) = (standings[index].name, self.pod)
                let words = "\(name) pod=\(pod.name)_\(pod.namespace)(\(pod.uid))"
                standings[index].state = .waiting(
                    reason: "CrashLoopBackOff",
                    message: "back-off \(delay)s restarting failed container=\(words)"
                )
                await publish()
                await cluster.event(
                    "Warning",
                    "BackOff",
                    "Back-off restarting failed container \(words)",
                    container: name
                )
                try? await Task.sleep(for: .seconds(delay))
                // Stopped while it waited: it has ended, after all.
                if isStopping { standings[index].state = .terminated(ended) }
            }
            if !isStopping { standings[index].countRestart() }
        }
    }

    private func refuse(_ index: Int, _ reason: String, _ message: String, event: String) async {
        standings[index].state = .waiting(reason: reason, message: message)
        await publish()
        await cluster.event("Warning", event, "Error: \(message)", container: standings[index].name)
    }

    private func image(_ name: String) throws -> ImageContent {
        let file = FileTree.read(node.imagesFile)
        let images: ImageMap
        do throws(ImageMap.Unreadable) { images = try ImageMap(file: file) } catch {
            throw ConfigurationFailure(description: "\(node.imagesFile): \(error)")
        }
        guard let content = images.content(of: name) else {
            throw ConfigurationFailure(description: ImageMap.refusal(of: name, file: node.imagesFile))
        }
        if let root = content.root, FileTree.kind(root) == nil {
            throw ConfigurationFailure(description: "image \"\(name)\": the directory \(root) does not exist")
        }
        if content.root == nil, let program = content.entrypoint.first, content.programs[program] == nil,
            node.program(program) == nil
        {
            throw ConfigurationFailure(
                description: "image \"\(name)\" stands for this machine's `\(program)`, which is not on the PATH of "
                    + "`lanyard up`: install it"
            )
        }
        return content
    }

    private func start(_ index: Int, _ content: ImageContent) async throws -> RunningContainer {
        let standing = standings[index]
        let directory =
            node.logDirectory(namespace: pod.namespace, name: pod.name, uid: pod.uid) + "/" + standing.name
        // The run before the last is no longer asked for.
        for part in ["", ".1"] { unlink("\(directory)/\(standing.restartCount - 2).log\(part)") }
        return try await ContainerStart(
            node: node,
            pod: cluster.pod ?? pod,
            container: containers[index],
            content: content,
            volumes: volumes,
            logPath: "\(directory)/\(standing.restartCount).log"
        ).start()
    }

    /// Watches a container that was started until it has ended.
    private func observe(_ container: RunningContainer, _ index: Int, _ id: String, _ began: Timestamp) async {
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
                        try await LifecycleHook(node: node, container: container).run(hook)
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

    private func tellStart(of name: String, _ image: String) async {
        let present = "Container image \"\(image)\" already present on machine"
        await cluster.event("Normal", "Pulled", present, container: name)
        await cluster.event("Normal", "Created", "Created container: \(name)", container: name)
        await cluster.event("Normal", "Started", "Started container \(name)", container: name)
    }

    /// Limits that the kernel holds the container to only in part.
    private func tellShortcomings(of group: ControlGroup?, in name: String) async {
        for shortcoming in group?.shortcomings ?? [] {
            node.logger.warning("pod \(pod.namespace)/\(pod.name), container \(name): \(shortcoming)")
            await cluster.event("Warning", "ResourceLimitsPartlyEnforced", shortcoming, container: name)
        }
    }

    private func tellFailure(of hook: String, in name: String, _ failure: LifecycleHook.Failure) async {
        let words = "\(hook) failed: \(failure.reason)"
        node.logger.warning("pod \(pod.namespace)/\(pod.name), container \(name): \(words)")
        await cluster.event("Warning", "Failed\(hook)", words, container: name)
    }

    private func finish(
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

    /// Ends the pod for good, for a reason of the node's.
    func evict(_ message: String) async {
        guard !isStopping else { return }
        eviction = message
        await cluster.event("Warning", "Evicted", message)
        await stop(grace: 1)
    }

    /// What a probe found: whether the container has started, whether it is ready.
    func found(_ index: Int, started: Bool? = nil, ready: Bool? = nil) async {
        guard standings[index].isRunning else { return }
        let before = standings[index]
        if let started { standings[index].hasStarted = started }
        if let ready { standings[index].isReady = ready }
        if standings[index] != before { await publish() }
    }

    /// Ends a container that a probe or a hook gave up, which the restart policy may start again.
    func giveUp(_ running: RunningContainer, _ name: String, because reason: String) async {
        await cluster.event("Normal", "Killing", "Container \(name) \(reason)", container: name)
        await Self.signal(SIGTERM, running, node.namespace)
        let grace = pod.at("spec", "terminationGracePeriodSeconds")?.integer ?? 30
        try? await Task.sleep(for: .seconds(grace))
        await kill(running, name)
    }

    /// Ends a container unless it has ended: its process id may be another's by then.
    private func kill(_ container: RunningContainer, _ name: String) async {
        guard running[name]?.process.id == container.process.id else { return }
        await Self.signal(SIGKILL, container, node.namespace)
    }

    private func publish() async {
        guard !isAbandoned.withLock({ $0 }) else { return }
        // Of a pod that was stopped, those that never started have ended too.
        if isOver, isStopping {
            for index in standings.indices where standings[index].termination == nil {
                let now = node.clock.now
                standings[index].state = .terminated(
                    standings[index].last
                        ?? ContainerStanding.Termination(
                            exitCode: 137,
                            reason: "ContainerStatusUnknown",
                            message: "The container was not started before the pod was stopped",
                            startedAt: now,
                            finishedAt: now,
                            containerID: ""
                        )
                )
            }
        }
        let status = PodStatus(
            standings: standings,
            policy: policy,
            address: node.address,
            startedAt: startedAt,
            isOver: isOver,
            eviction: eviction
        )
        let old = cluster.pod?.at("status", "conditions")?.array ?? []
        await cluster.report(status.json(old: old, now: node.clock.now))
    }
}
