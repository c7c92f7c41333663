import Foundation
import JSONTree
import KubernetesClient

/// The MutatingWebhookConfiguration that sends pods here.
struct Registration: Sendable {
    let client: any KubernetesCalling
    let configuration: WebhookConfiguration.SelfMade

    private var path: String {
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/\(configuration.registration)"
    }

    /// Puts the authorities into the `caBundle` of every webhook that is this one; whether something had to be changed.
    ///
    /// - Throws: `KubernetesError`.
    func trust(_ authorities: String) async throws(KubernetesError) -> Bool {
        let object = try await client.call(.get, path)
        let bundle = JSON.string(Data(authorities.utf8).base64EncodedString())
        var patch: [JSON] = []
        for (index, webhook) in (object["webhooks"]?.array ?? []).enumerated()
        where isOurs(webhook["clientConfig"]) && webhook["clientConfig"]?["caBundle"] != bundle {
            patch.append([
                "op": "add", "path": .string("/webhooks/\(index)/clientConfig/caBundle"), "value": bundle,
            ])
        }
        guard !patch.isEmpty else { return false }
        // Positions in the list count only for the version that was read.
        if let version = object["metadata"]?["resourceVersion"] {
            patch.insert(["op": "test", "path": "/metadata/resourceVersion", "value": version], at: 0)
        }
        _ = try await client.call(.jsonPatch, path, body: .array(patch))
        return true
    }

    private func isOurs(_ target: JSON?) -> Bool {
        if let service = target?["service"] {
            return service["name"]?.string == configuration.serviceName
                && service["namespace"]?.string == configuration.namespace
        }
        guard let text = target?["url"]?.string, let url = URL(string: text),
            let host = url.host(percentEncoded: false), let port = configuration.port, url.port ?? 443 == port
        else { return false }
        return configuration.hosts.contains { $0 == host || "[\($0)]" == host }
    }
}
