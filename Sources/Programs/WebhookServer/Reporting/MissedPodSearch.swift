import Ambient
import ControlPlaneClient
import JSONTree
import KubernetesClient
import PodIdentity
package import PodIdentityWebhook

/// One search of a cluster for running pods that lack the identity they should have, without a webhook that runs.
package enum MissedPodSearch {
    /// Reads the service accounts, the ConfigMap if it is to count, and the associations; then every pod.
    ///
    /// - Throws: `WebhookStartError` for what cannot be read.
    package static func run(_ configuration: WebhookConfiguration) async throws(WebhookStartError) -> [MissedPod] {
        do {
            return try await search(configuration)
        } catch {
            throw WebhookStartError("\(error)")
        }
    }

    private static func search(_ configuration: WebhookConfiguration) async throws -> [MissedPod] {
        let client = try KubernetesClient(configuration.access)
        let knowledge = ServiceAccountKnowledge(watchesConfigMap: configuration.watchesConfigMap)
        var accounts: [String: ServiceAccountFacts] = [:]
        try await client.list("/api/v1/serviceaccounts") { object in
            let metadata = object["metadata"]
            let name = ServiceAccountName(
                namespace: metadata?["namespace"]?.string ?? "",
                name: metadata?["name"]?.string ?? ""
            )
            accounts[name.key] = ServiceAccountFacts(
                annotations: metadata?["annotations"],
                settings: configuration.settings
            )
        }
        knowledge.replaceAccounts(accounts)
        if configuration.watchesConfigMap {
            let path = "/api/v1/namespaces/\(configuration.namespace)/configmaps/\(ConfigMapFeed.name)"
            let config = try await client.call(.get, path)["data"]?["config"]?.string ?? "{}"
            knowledge.replaceRules(try ConfigMapRules(config: config))
        }
        let associations = AssociationCache()
        let entries = try await configuration.associations?.reader.all() ?? []
        associations.replace(
            Set(entries.map { ServiceAccountName(namespace: $0.namespace, name: $0.serviceAccount) })
        )
        let webhook = PodIdentityWebhook(
            settings: configuration.settings,
            knowledge: knowledge,
            associations: associations,
            reader: nil,
            policy: .ignore,
            random: .system,
            metrics: WebhookMetrics(),
            report: { _ in }
        )
        return try await MissedPods.find(client: client, webhook: webhook)
    }
}
