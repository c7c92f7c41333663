import Ambient
import JSONTree
import KubernetesClient
import Logging
import PodIdentity
import PodIdentityWebhook
import ServiceLifecycle

/// Keeps the knowledge of service accounts up, from a list and a watch of every namespace.
struct ServiceAccountFeed: Service {
    let client: any KubernetesCalling
    let settings: InjectionSettings
    let knowledge: ServiceAccountKnowledge
    let logger: Logger
    let onChange: @Sendable () -> Void

    func run() async throws {
        let settings = settings
        let reflector = Reflector<ServiceAccountFacts>(
            source: client,
            path: "/api/v1/serviceaccounts",
            random: .system,
            decode: { ServiceAccountFacts(annotations: $0["metadata"]?["annotations"], settings: settings) }
        )
        await cancelWhenGracefulShutdown {
            await reflector.run { change in
                switch change {
                case .replaced(let accounts):
                    logger.info("read \(accounts.count) service accounts")
                    knowledge.replaceAccounts(accounts)
                    onChange()
                case .upserted(let key, let facts):
                    if let role = facts.role, !RoleARN.isValid(role) {
                        logger.warning("service account \(key) names the role \"\(role)\", which is no role ARN")
                    }
                    knowledge.set(facts, for: key)
                case .removed(let key): knowledge.set(nil, for: key)
                case .failed(let error):
                    knowledge.setCurrent(false)
                    logger.error("the service accounts cannot be watched: \(error)")
                case .resumed: knowledge.setCurrent(true)
                }
            }
        }
    }
}
