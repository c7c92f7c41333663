import JSONTree
import KubernetesClient
import Logging
import PodIdentityWebhook
import ServiceLifecycle

/// Looks through the running pods now and then for those that lack their identity, and tells; it changes nothing.
struct Reconciler: Service {
    let client: any KubernetesCalling
    let webhook: PodIdentityWebhook
    let metrics: WebhookMetrics
    let events: EventPoster
    let interval: Duration
    let isReady: @Sendable () -> Bool
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var told: Set<MissedPod> = []
            while !Task.isCancelled {
                // Before the caches are read nothing can be told, so the first look is soon after.
                guard (try? await Task.sleep(for: isReady() ? interval : .milliseconds(500))) != nil else { return }
                if isReady() { told = await look(told) }
            }
        }
    }

    /// One look at every pod; tells of those that were not told of before, and gives back all that are missed now.
    func look(_ told: Set<MissedPod>) async -> Set<MissedPod> {
        do throws(KubernetesError) {
            let missed = try await MissedPods.find(client: client, webhook: webhook)
            metrics.foundMissedPods(missed.count)
            for pod in missed where !told.contains(pod) {
                logger.warning("pod \(pod.namespace)/\(pod.name): \(pod.advice)")
                events.post(ClusterEvent(pod))
            }
            return Set(missed)
        } catch {
            logger.error("the running pods cannot be looked through: \(error)")
            return told
        }
    }
}

/// The running pods of a cluster that lack the identity they should have.
enum MissedPods {
    /// - Throws: `KubernetesError`.
    static func find(
        client: any KubernetesCalling,
        webhook: PodIdentityWebhook
    ) async throws(KubernetesError) -> [MissedPod] {
        var missed: [MissedPod] = []
        try await client.list("/api/v1/pods") { pod in
            if let found = webhook.missed(pod) { missed.append(found) }
        }
        return missed
    }
}
