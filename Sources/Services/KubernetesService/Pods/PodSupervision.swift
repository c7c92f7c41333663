import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI
import Synchronization

/// Why there is no node, in words for pods that wait for one.
final class NodeAbsence: Sendable {
    private let words = Mutex("this cluster has no node that runs pods; its API and identities work")

    var reason: String {
        get { words.withLock { $0 } }
        set { words.withLock { $0 = newValue } }
    }
}

extension KubernetesService {
    /// Registers the runtime's node, and runs every pod that is bound to it until the store's watches end or the task is
    /// cancelled.
    ///
    /// - Throws: `StoreError` if the node cannot be registered.
    package func runPods() async throws {
        let name: String?
        switch await runtime.node() {
        case .available(let node):
            name = node.name
            try await register(node)
        case .unavailable(let reason):
            name = nil
            absence.reason = reason
            try await register(nil)
        }
        guard let name else { return }
        await PodSupervisor(service: self, node: name).run()
    }

    /// Makes or refreshes the `Node`, which is the only one, and schedules what waited for it.
    private func register(_ node: JSON?) async throws {
        let service = self
        try await store.update { draft in
            for old in draft.snapshot.objects(.nodes) where old.name != node?.name { draft.remove(old, as: .nodes) }
            if let node {
                let known = draft.snapshot.object(.nodes, namespace: "", name: node.name)
                var registered = try known ?? service.create(node, .nodes, namespace: "", in: &draft)
                registered.set("metadata", "labels", to: node.at("metadata", "labels"))
                var spec = registered["spec"] ?? .empty
                for (key, value) in node["spec"]?.object?.members ?? [] { spec.set(key, to: value) }
                registered.set("spec", to: spec)
                var status = node["status"] ?? .empty
                let now = JSON.string(service.clock.now.rfc3339)
                status.set(
                    "conditions",
                    to: [
                        [
                            "type": "Ready", "status": "True", "reason": "KubeletReady",
                            "message": "the node runs pods", "lastHeartbeatTime": now, "lastTransitionTime": now,
                        ]
                    ]
                )
                registered.set("status", to: status)
                draft.put(registered, as: .nodes)
            }
            for pod in draft.snapshot.objects(.pods) {
                // Bound to a node of an earlier start that is no more.
                guard let bound = pod.at("spec", "nodeName")?.string, bound != node?.name, !pod.hasEndedPod else {
                    continue
                }
                var free = pod
                free.set("spec", "nodeName", to: nil)
                free.set("status", "phase", to: "Pending")
                draft.put(free, as: .pods)
            }
            service.scheduleAll(in: &draft)
        }
    }
}

/// Runs the pods of one node: starts each once, tells it to stop when it is deleted, removes it when it has ended.
private actor PodSupervisor {
    private let service: KubernetesService
    private let node: String
    /// By uid, those that the runtime runs.
    private var running: Set<String> = []

    init(service: KubernetesService, node: String) {
        self.service = service
        self.node = node
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            while !Task.isCancelled {
                let snapshot = service.store.snapshot
                for pod in snapshot.objects(.pods) { see(pod, &group) }
                guard let changes = try? service.store.watch(after: snapshot.revision) else { continue }
                for await change in changes where change.resource.plural == "pods" {
                    if change.kind == .deleted {
                        await service.runtime.stop(uid: change.object.uid, grace: 0)
                    } else {
                        see(change.object, &group)
                    }
                }
                // Ended: by the end of the program, or for being slow, and then from the start.
                guard !service.store.isEnding else { break }
            }
            group.cancelAll()
        }
    }

    private func see(_ pod: JSON, _ group: inout DiscardingTaskGroup) {
        guard pod.at("spec", "nodeName")?.string == node else { return }
        let uid = pod.uid
        if running.contains(uid) {
            guard pod.isBeingDeleted else { return }
            let grace = pod.at("metadata", "deletionGracePeriodSeconds")?.integer ?? 30
            group.addTask { await self.service.runtime.stop(uid: uid, grace: grace) }
        } else if pod.isBeingDeleted {
            group.addTask { await self.remove(pod) }
        } else if !pod.hasEndedPod {
            if let refusal = refusal(of: pod) {
                group.addTask { await self.reject(pod, refusal) }
                return
            }
            running.insert(uid)
            group.addTask {
                let cluster = PodCluster(service: self.service, namespace: pod.namespace, name: pod.name, uid: uid)
                await self.service.runtime.run(pod, in: cluster)
                await self.ended(pod, cluster)
            }
        }
    }

    /// Why the node does not take a pod that is bound to it; the scheduler binds none too many, but pods may name their node.
    private func refusal(of pod: JSON) -> String? {
        let snapshot = service.store.snapshot
        guard let capacity = snapshot.object(.nodes, namespace: "", name: node)?.podCapacity, running.count >= capacity
        else { return nil }
        // Those that have just ended may not be known here yet.
        let used = snapshot.count(.pods) { running.contains($0.uid) && !$0.hasEndedPod }
        guard used >= capacity else { return nil }
        return "Node didn't have enough resource: pods, requested: 1, used: \(used), capacity: \(capacity)"
    }

    /// As kubelet does it.
    private func reject(_ pod: JSON, _ refusal: String) async {
        let cluster = PodCluster(service: service, namespace: pod.namespace, name: pod.name, uid: pod.uid)
        await cluster.event("Warning", "OutOfpods", refusal)
        await cluster.report([
            "phase": "Failed", "reason": "OutOfpods", "message": .string("Pod was rejected: \(refusal)"),
        ])
    }

    private func ended(_ pod: JSON, _ cluster: PodCluster) async {
        running.remove(pod.uid)
        if let last = cluster.pod, last.isBeingDeleted { await remove(last) }
    }

    /// Removes the object of a pod that was deleted and has ended.
    private func remove(_ pod: JSON) async {
        _ = try? await service.store.update { draft in
            let found = draft.snapshot.object(.pods, namespace: pod.namespace, name: pod.name)
            guard var last = found, last.uid == pod.uid, last.isBeingDeleted else { return }
            if (last.at("metadata", "finalizers")?.array ?? []).isEmpty {
                draft.remove(last, as: .pods)
            } else if last.at("metadata", "deletionGracePeriodSeconds")?.integer != 0 {
                last.set("metadata", "deletionGracePeriodSeconds", to: 0)
                draft.put(last, as: .pods)
            }
        }
    }
}
