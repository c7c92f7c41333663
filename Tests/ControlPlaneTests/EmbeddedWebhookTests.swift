import JSONTree
import KubernetesAPI
import Testing

@testable import ControlPlane

/// The registration of the embedded webhook, which a start without it takes back.
struct EmbeddedWebhookTests {
    @Test func `a registration that a start has written is known as its own`() {
        let own = EmbeddedWebhook.registration(url: "https://127.0.0.1:4711/mutate", bundle: "")
        #expect(EmbeddedWebhook.isOwn(own))
    }

    @Test(
        "one of somebody else's is not",
        arguments: ["https://10.0.0.5:8443/mutate", "https://127.0.0.1:4711/other", "https://127.0.0.1/mutate", ""]
    )
    func foreign(_ url: String) {
        #expect(!EmbeddedWebhook.isOwn(EmbeddedWebhook.registration(url: url, bundle: "")))
    }

    @Test func `nor is one with another name, or with a webhook beside it`() throws {
        let own = EmbeddedWebhook.registration(url: "https://127.0.0.1:4711/mutate", bundle: "")
        let webhook = try #require(own["webhooks"]?.array?.first)
        var other = webhook
        other.set("name", to: "pod-identity-webhook.amazonaws.com")
        for webhooks: [JSON] in [[other], [webhook, other], []] {
            var changed = own
            changed.set("webhooks", to: .array(webhooks))
            #expect(!EmbeddedWebhook.isOwn(changed))
        }
    }
}
