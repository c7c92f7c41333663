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
    let policy: RestartPolicy
    let startedAt: Timestamp
    var standings: [ContainerStanding] = []
    var containers: [JSON] = []
    var running: [String: RunningContainer] = [:]
    var volumes: PodVolumes
    var isStopping = false
    var isOver = false
    var eviction: String?
    nonisolated let isAbandoned = Mutex(false)
    var killing: Task<Void, Never>?
    /// How many seconds its containers were given to end, once they were told to.
    var stopGrace: Int?
    let stops: AsyncStream<Void>
    let stopping: AsyncStream<Void>.Continuation
    static let refreshSeconds = 10

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

    /// A container that runs now.
    func container(_ name: String) -> RunningContainer? { running[name] }

    func standing(_ name: String) -> ContainerStanding? { standings.first { $0.name == name } }

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

    func publish() async {
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
