import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI
import Synchronization

extension KubernetesService {
    /// Keeps the pods of deployments and daemon sets as they ask for, and puts waiting pods where room was left, until the store's watches end or the task is
    /// cancelled.
    ///
    /// There are no replica sets: a deployment owns its pods itself.
    /// What waits for longer than a change is looked at again after every `interval`: refused pods, deadlines.
    package func runControllers(interval: Duration = .seconds(5)) async {
        await withDiscardingTaskGroup { group in
            group.addTask { await WorkloadController(service: self, interval: interval).run() }
            group.addTask { await PodScheduler(service: self).run() }
        }
    }
}

/// Brings one deployment or daemon set after the other to what it asks for, whenever something about it changes.
private actor WorkloadController {
    private let service: KubernetesService
    /// The last revision that was looked at, by uid.
    private var seen: [String: Int] = [:]
    /// Those that are worked on now, by uid: two at once would both make what is missing.
    private var working: Set<String> = []
    /// Those of them that have changed meanwhile.
    private var changed: Set<String> = []
    private let interval: Duration
    /// What is to be looked at again when a pod of it has been ready for long enough.
    private let (due, waiting) = AsyncStream<Due>.makeStream()
    /// The times that are waited for, by uid.
    private var awaited: [String: Timestamp] = [:]

    private struct Due: Sendable {
        let uid: String
        let resource: APIResource
        let namespace: String
        let name: String
        let time: Timestamp
    }

    init(service: KubernetesService, interval: Duration) {
        self.service = service
        self.interval = interval
    }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask {
                while (try? await Task.sleep(for: self.interval)) != nil { await self.reconcileAll(again: true) }
            }
            group.addTask {
                await withDiscardingTaskGroup { sleepers in
                    for await item in self.due { sleepers.addTask { await self.wait(for: item) } }
                    sleepers.cancelAll()
                }
            }
            while !Task.isCancelled {
                let revision = service.store.snapshot.revision
                guard let changes = try? service.store.watch(after: revision) else { continue }
                await reconcileAll(again: false)
                for await change in changes { await see(change) }
                guard !service.store.isEnding else { break }
            }
            group.cancelAll()
        }
    }

    private func wait(for item: Due) async {
        let rest = item.time.milliseconds - service.clock.now.milliseconds
        guard (try? await Task.sleep(for: .milliseconds(max(rest, 1)))) != nil, awaited[item.uid] == item.time else {
            return
        }
        awaited[item.uid] = nil
        seen[item.uid] = 0
        await reconcile(item.uid, item.resource, item.namespace, item.name, service.store.snapshot.revision)
    }

    private func see(_ change: ClusterChange) async {
        let object = change.object
        switch change.resource {
        case .deployments, .daemonSets:
            if change.kind == .deleted {
                seen[object.uid] = nil
                awaited[object.uid] = nil
            } else {
                await reconcile(object.uid, change.resource, object.namespace, object.name, change.revision)
            }
        case .pods:
            let reference = (object.at("metadata", "ownerReferences")?.array ?? []).first {
                $0["controller"]?.boolean == true
            }
            guard let reference, let uid = reference["uid"]?.string, let name = reference["name"]?.string else {
                return
            }
            let resource = [APIResource.deployments, .daemonSets].first { $0.kind == reference["kind"]?.string }
            if let resource { await reconcile(uid, resource, object.namespace, name, change.revision) }
        case .nodes: await reconcileAll(again: true)
        default: break
        }
    }

    private func reconcileAll(again: Bool) async {
        for resource in [APIResource.deployments, .daemonSets] {
            let snapshot = service.store.snapshot
            for object in snapshot.objects(resource) where again || seen[object.uid] == nil {
                seen[object.uid] = 0
                await reconcile(object.uid, resource, object.namespace, object.name, snapshot.revision)
            }
        }
    }

    private func reconcile(
        _ uid: String,
        _ resource: APIResource,
        _ namespace: String,
        _ name: String,
        _ revision: Int
    ) async {
        guard seen[uid] ?? 0 < revision else { return }
        guard working.insert(uid).inserted else {
            changed.insert(uid)
            return
        }
        defer { working.remove(uid) }
        repeat {
            changed.remove(uid)
            let snapshot = service.store.snapshot
            seen[uid] = snapshot.revision
            guard let object = snapshot.object(resource, namespace: namespace, name: name), object.uid == uid,
                !object.isBeingDeleted
            else { return }
            let workload = Workload(service: service, object: object, resource: resource)
            await workload.reconcile(snapshot)
            if let time = workload.nextAvailability(service.store.snapshot), awaited[uid] != time {
                awaited[uid] = time
                waiting.yield(Due(uid: uid, resource: resource, namespace: namespace, name: name, time: time))
            }
        } while changed.contains(uid)
    }
}
