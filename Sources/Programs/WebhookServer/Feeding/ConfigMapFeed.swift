import Ambient
import JSONTree
import KubernetesClient
import Logging
import PodIdentity
import PodIdentityWebhook
import ServiceLifecycle

/// Keeps the ConfigMap's rules up.
struct ConfigMapFeed: Service {
    static let name = "pod-identity-webhook"

    let client: any KubernetesCalling
    let namespace: String
    let knowledge: ServiceAccountKnowledge
    let logger: Logger
    let onChange: @Sendable () -> Void

    func run() async throws {
        let reflector = Reflector<String>(
            source: client,
            path: "/api/v1/namespaces/\(namespace)/configmaps",
            selector: [(name: "fieldSelector", value: "metadata.name=\(Self.name)")],
            random: .system,
            decode: { $0["data"]?["config"]?.string ?? "" }
        )
        let key = "\(namespace)/\(Self.name)"
        await cancelWhenGracefulShutdown {
            await reflector.run { change in
                switch change {
                case .replaced(let maps): take(maps[key])
                case .upserted(key, let text): take(text)
                case .removed(key): take(nil)
                case .upserted, .removed, .resumed: break
                case .failed(let error): logger.error("ConfigMap \(key) cannot be watched: \(error)")
                }
            }
        }
    }

    /// Rules that cannot be read leave those before in place; a ConfigMap that is gone has none.
    private func take(_ text: String?) {
        defer { onChange() }
        guard let text, !text.isEmpty else { return knowledge.replaceRules(ConfigMapRules()) }
        do throws(JSONError) {
            let rules = try ConfigMapRules(config: text)
            for problem in rules.problems { logger.error("ConfigMap \(namespace)/\(Self.name): \(problem)") }
            knowledge.replaceRules(rules)
        } catch {
            logger.error("ConfigMap \(namespace)/\(Self.name): its key config is no JSON, and is not used: \(error)")
            if knowledge.pending.contains("the ConfigMap") { knowledge.replaceRules(ConfigMapRules()) }
        }
    }
}
