import KubernetesService
import Logging
import PodIdentity
import PodIdentityWebhook
import ServiceLifecycle

/// What the embedded webhook could not resolve, as Events of the cluster: written after the review was answered.
struct WebhookEvents: ServiceLifecycle.Service {
    /// What is reported faster than it can be written is only in the log.
    private static let mostWaiting = 256

    private let kubernetes: KubernetesService
    private let logger: Logger
    private let waiting: AsyncStream<UnresolvedIdentity>
    private let input: AsyncStream<UnresolvedIdentity>.Continuation

    init(kubernetes: KubernetesService, logger: Logger) {
        self.kubernetes = kubernetes
        self.logger = logger
        (waiting, input) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.mostWaiting))
    }

    /// Takes a report to be written; never waits.
    func post(_ unresolved: UnresolvedIdentity) { input.yield(unresolved) }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            for await unresolved in waiting {
                do {
                    try await kubernetes.warn(
                        aboutServiceAccount: unresolved.account.name,
                        namespace: unresolved.account.namespace,
                        reason: unresolved.reason.rawValue,
                        message: unresolved.message
                    )
                } catch {
                    logger.warning("an Event could not be written: \(error)")
                }
            }
        }
    }
}
