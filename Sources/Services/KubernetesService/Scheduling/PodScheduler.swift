import ClusterStore
import JSONTree
import KubernetesAPI

/// Gives the room that pods leave on a node to those that wait for it.
struct PodScheduler: Sendable {
    let service: KubernetesService

    /// Runs until the store's watches end or the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let revision = service.store.snapshot.revision
            guard let changes = try? service.store.watch(after: revision) else { continue }
            await placeWaiting()
            for await change in changes where Self.leavesRoom(change) { await placeWaiting() }
            guard !service.store.isEnding else { break }
        }
    }

    private static func leavesRoom(_ change: ClusterChange) -> Bool {
        let object = change.object
        return change.resource == .pods && object.at("spec", "nodeName")?.string != nil
            && (change.kind == .deleted || object.hasEndedPod)
    }

    /// Places what can be placed; again and again while the store refuses it, as on a full disk.
    private func placeWaiting() async {
        let service = service
        while service.hasWaitingPods, !service.store.isEnding {
            let placed: Void? = try? await service.store.update { draft in service.placeWaiting(in: &draft) }
            guard placed == nil, (try? await Task.sleep(for: Self.pause)) != nil else { return }
        }
    }

    private static let pause = Duration.seconds(1)
}
