import ControlPlaneClient
import Logging
import PodIdentity
import PodIdentityWebhook
import ServiceLifecycle

/// Reads the associations of the cluster from the EKS API, again and again.
struct AssociationFeed: Service {
    let api: WebhookConfiguration.AssociationAPI
    let cache: AssociationCache
    let logger: Logger
    let onChange: @Sendable () -> Void

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do throws(CallError) {
                    let entries = try await api.reader.all()
                    cache.replace(
                        Set(entries.map { ServiceAccountName(namespace: $0.namespace, name: $0.serviceAccount) })
                    )
                    onChange()
                } catch {
                    logger.error("the pod identity associations cannot be read: \(error)")
                }
                guard (try? await Task.sleep(for: api.interval)) != nil else { return }
            }
        }
    }
}
