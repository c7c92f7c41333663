import ClusterStore
import HTTPServing
import KubernetesService
import ServiceLifecycle

/// Writes the cluster's objects while the program runs, and what is still waiting when it ends.
struct ClusterStoreService: ServiceLifecycle.Service {
    let store: ClusterStore

    func run() async throws {
        await withTaskCancellationOrGracefulShutdownHandler {
            await store.run()
        } onCancelOrGracefulShutdown: {
            store.shutDown()
        }
    }
}

/// The cluster's API: makes what every cluster has, then listens; watches end when it shuts down.
struct KubernetesListener: ServiceLifecycle.Service {
    let service: KubernetesService
    let store: ClusterStore
    /// Makes what else the cluster must have.
    let restore: @Sendable () async -> Void
    let listener: HTTPListener

    func run() async throws {
        try await service.bootstrap()
        await restore()
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { await service.runControllers() }
                defer { group.cancelAll() }
                try await listener.run()
            }
        } onGracefulShutdown: {
            store.endWatches()
        }
    }
}
