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

    private func placeWaiting() async {
        guard service.hasWaitingPods else { return }
        let service = service
        _ = try? await service.store.update { draft in service.placeWaiting(in: &draft) }
    }
}
