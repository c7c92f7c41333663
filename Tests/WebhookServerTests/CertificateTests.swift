import Ambient
import HTTPServing
import JSONTree
import KubernetesClient
import Logging
import PodIdentityWebhook
import Synchronization
import Testing

@testable import WebhookServer

@Suite struct CertificateTests {
    private static let now = Timestamp(seconds: 1_800_000_000)
    private static let registration =
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/pod-identity-webhook"
    private static let secret = "/api/v1/namespaces/eks/secrets/pod-identity-webhook"

    private static func registered() -> JSON {
        [
            "webhooks": [
                ["clientConfig": ["service": ["name": "other", "namespace": "eks"]]],
                ["clientConfig": ["service": ["name": "pod-identity-webhook", "namespace": "eks"], "caBundle": ""]],
                ["clientConfig": ["url": "https://10.0.0.5:8443/mutate"]],
                ["clientConfig": ["url": "https://10.0.0.6:8443/mutate"]],
                ["clientConfig": ["url": "https://10.0.0.5:8444/mutate"]],
            ]
        ]
    }

    private func keeper(
        _ server: FakeServer,
        at time: Timestamp = now,
        certificate: ServerCertificate = ServerCertificate(),
        seed: UInt64 = 1,
        change: (inout WebhookConfiguration.SelfMade) -> Void = { _ in }
    ) -> CertificateKeeper {
        var configuration = WebhookConfiguration.SelfMade()
        configuration.hosts = ["10.0.0.5"]
        configuration.port = 8443
        change(&configuration)
        return CertificateKeeper(
            client: server,
            configuration: configuration,
            certificate: certificate,
            metrics: WebhookMetrics(),
            random: .seeded(seed),
            clock: .fixed(time),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onChange: {}
        )
    }

    @Test func `made once, kept in the Secret, trusted by the registration, shown`() async throws {
        let server = FakeServer([Self.registration: Self.registered()])
        let certificate = ServerCertificate()
        let shown = try await keeper(server, certificate: certificate).step(nil)
        #expect(certificate.isThere)
        #expect(
            shown.names.isSuperset(of: [
                "pod-identity-webhook.eks.svc", "pod-identity-webhook.eks", "pod-identity-webhook",
                "pod-identity-webhook.eks.svc.cluster.local", "10.0.0.5",
            ])
        )
        let secret = try #require(server.object(Self.secret))
        #expect(secret["type"] == "kubernetes.io/tls")
        #expect(decoded(secret["data"]?["tls.crt"]) == shown.certificate)
        let webhooks = try #require(server.object(Self.registration)?["webhooks"]?.array)
        let bundles = webhooks.map { decoded($0["clientConfig"]?["caBundle"]) }
        #expect(bundles == ["", shown.authorities, shown.authorities, "", ""])
        // A second replica takes what is there, and writes nothing.
        let before = server.log.count
        let other = try await keeper(server, seed: 2).step(nil)
        #expect(other.certificate == shown.certificate)
        #expect(server.log.dropFirst(before).allSatisfy { $0.hasPrefix("get ") })
    }

    @Test func `made anew when two thirds of its life are over, trusted beside the one before`() async throws {
        let server = FakeServer([Self.registration: Self.registered()])
        let first = try await keeper(server).step(nil)
        let later = Self.now.adding(seconds: SelfMadeCertificate.lifetime * 2 / 3 + 3600)
        let second = try await keeper(server, at: later, seed: 2).step(nil)
        #expect(second.certificate != first.certificate)
        #expect(second.authorities == second.ownAuthority + first.authorities)
        let webhook = server.object(Self.registration)?["webhooks"]?.array?[1]
        #expect(decoded(webhook?["clientConfig"]?["caBundle"]) == second.authorities)
        // Well before that it stays.
        let kept = try await keeper(server, at: later.adding(seconds: 86_400), seed: 3).step(second)
        #expect(kept.certificate == second.certificate)
    }

    @Test func `made anew for another name, and for a Secret that holds none`() async throws {
        let server = FakeServer()
        let first = try await keeper(server).step(nil)
        let second = try await keeper(server, seed: 2) { $0.hosts = ["webhook.example"] }.step(nil)
        #expect(second.certificate != first.certificate)
        let empty = FakeServer([Self.secret: ["type": "Opaque", "data": [:]]])
        let made = try await keeper(empty).step(nil)
        #expect(decoded(empty.object(Self.secret)?["data"]?["tls.crt"]) == made.certificate)
        #expect(empty.object(Self.secret)?["type"] == "Opaque")
    }

    @Test func `without a Secret the certificate stays in memory`() async throws {
        let server = FakeServer([Self.registration: Self.registered()])
        let keeper = keeper(server) { $0.secretName = "" }
        let shown = try await keeper.step(nil)
        #expect(try await keeper.step(shown).certificate == shown.certificate)
        #expect(server.log.allSatisfy { !$0.contains("/secrets") })
    }

    @Test func `a listener shows each client the certificate of its moment`() async throws {
        let certificate = ServerCertificate()
        let (ports, input) = AsyncStream<Int>.makeStream()
        let listener = try HTTPListener(
            address: HTTPListener.Address(host: "127.0.0.1", port: 0),
            certificate: certificate,
            options: ServerTLSOptions(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            onListening: { input.yield($0) },
            respond: { request, _ in
                await WebhookEndpoint.respond(to: request) { _ in
                    WebhookAnswer(200, "{}", contentType: "application/json")
                }
            }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await listener.run() }
            defer { group.cancelAll() }
            let port = try #require(await ports.first { _ in true })
            func client(trusting made: SelfMadeCertificate) throws -> KubernetesClient {
                var access = ClusterAccess(server: try #require(ServerURL("https://127.0.0.1:\(port)")))
                access.certificateAuthority = Array(made.authorities.utf8)
                return try KubernetesClient(access)
            }
            let system = WallClock.system.now
            let first = try SelfMadeCertificate.make(names: ["127.0.0.1"], random: .seeded(1), now: system)
            let second = try SelfMadeCertificate.make(names: ["127.0.0.1"], random: .seeded(2), now: system)
            await #expect(throws: KubernetesError.self) { try await client(trusting: first).call(.get, "/") }
            for (made, other) in [(first, second), (second, first)] {
                try certificate.replace(
                    HTTPListener.TLSIdentity(certificates: made.certificate, key: made.key)
                )
                _ = try await client(trusting: made).call(.get, "/")
                await #expect(throws: KubernetesError.self) { try await client(trusting: other).call(.get, "/") }
            }
            // A key of another certificate changes nothing.
            #expect(throws: (any Error).self) {
                try certificate.replace(
                    HTTPListener.TLSIdentity(certificates: first.certificate, key: second.key)
                )
            }
            _ = try await client(trusting: second).call(.get, "/")
        }
    }
}
