import AWSVocabulary
import Ambient
import ClusterStore
import Directory
import HTTPServing
import JSONTree
import KubernetesAPI
import KubernetesService
import Logging
import PodIdentity
import PodIdentityWebhook
import ServiceLifecycle
import Store

/// The pod identity webhook of the embedded cluster: called over https like any other, registered at every start, and
/// with nothing to wait for, since service accounts and associations are looked up where they are kept.
struct EmbeddedWebhook: Sendable {
    private static let administrator = UserInfo(name: "administrator", groups: ["system:masters"])
    private static let registrations = "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"
    private static let name = "pod-identity-webhook"

    /// Writes what the webhook reports; runs beside its listener.
    let events: WebhookEvents
    private let webhook: PodIdentityWebhook
    private let kubernetes: KubernetesService
    private let logger: Logger

    init(
        cluster: ClusterRecord,
        region: Region,
        directory: Directory,
        store: ClusterStore,
        kubernetes: KubernetesService,
        random: RandomSource,
        logger: Logger
    ) {
        var settings = InjectionSettings()
        settings.defaultRegion = region.description
        settings.usesRegionalSTS = true
        self.kubernetes = kubernetes
        self.logger = logger
        let events = WebhookEvents(kubernetes: kubernetes, logger: logger)
        self.events = events
        webhook = PodIdentityWebhook(
            settings: settings,
            // Nothing is cached: every look is at the store itself.
            knowledge: ServiceAccountKnowledge(watchesConfigMap: false),
            associations: LocalAssociations { account in
                directory.snapshot.association(
                    cluster: cluster.key,
                    namespace: account.namespace,
                    serviceAccount: account.name
                ) != nil
            },
            reader: StoredServiceAccounts(store: store),
            policy: .warn,
            random: random,
            metrics: WebhookMetrics(),
            report: {
                logger.warning("\($0.message)")
                events.post($0)
            }
        )
    }

    /// Answers one review, given as JSON.
    func review(_ bytes: [UInt8]) async -> [UInt8] { await webhook.review(bytes) }

    /// A listener on a free port of the loopback address, under the installation's authority.
    func listener(
        authority: CertificateAuthority,
        random: RandomSource,
        onRegistered: @escaping @Sendable () -> Void
    ) throws -> HTTPListener {
        let identity = try authority.makeServerIdentity(
            hosts: ["127.0.0.1"],
            random: random,
            now: WallClock.system.now
        )
        let responder = WebhookResponder(webhook: webhook, showsDebugging: false, pending: { [] })
        let bundle = try authority.pemInBase64()
        return try HTTPListener(
            address: HTTPListener.Address(host: "127.0.0.1", port: 0),
            tls: HTTPListener.TLSIdentity(certificates: identity.certificate, key: identity.key),
            logger: logger,
            onListening: { port in
                await register(url: "https://127.0.0.1:\(port)/mutate", bundle: bundle)
                onRegistered()
            },
            respond: { request, _ in await WebhookEndpoint.respond(to: request, responder.answer) }
        )
    }

    /// Writes the registration, with the port of this start.
    private func register(url: String, bundle: String) async {
        var object = Self.registration(url: url, bundle: bundle)
        let path = "\(Self.registrations)/\(Self.name)"
        let existing = await call("GET", path, nil)
        let isThere = existing.status == 200
        if isThere, case .bytes(let bytes) = existing.body, let old = try? JSON(parsing: bytes) {
            var changed = old.object ?? [:]
            changed["webhooks"] = object["webhooks"]
            object = .object(changed)
        }
        let answer = await call(isThere ? "PUT" : "POST", isThere ? path : Self.registrations, object)
        guard !(200..<300).contains(answer.status), case .bytes(let bytes) = answer.body else { return }
        logger.error("the pod identity webhook is not registered: \(String(decoding: bytes, as: UTF8.self))")
    }

    /// Takes back what an earlier start with a webhook registered: no pod is sent to a port where nobody listens.
    func withdraw() async {
        let path = "\(Self.registrations)/\(Self.name)"
        let existing = await call("GET", path, nil)
        guard existing.status == 200, case .bytes(let bytes) = existing.body, let object = try? JSON(parsing: bytes),
            Self.isOwn(object)
        else { return }
        let answer = await call("DELETE", path, nil)
        if answer.status != 200 { logger.error("the pod identity webhook is still registered: \(answer.status)") }
    }

    /// Whether a registration is one that a start has written, and nobody has made another of.
    static func isOwn(_ registration: JSON) -> Bool {
        let webhooks = registration["webhooks"]?.array ?? []
        guard webhooks.count == 1, webhooks[0]["name"] == "iam-for-pods.amazonaws.com",
            let url = webhooks[0].at("clientConfig", "url")?.string
        else { return false }
        return url.wholeMatch(of: /https:\/\/127\.0\.0\.1:[0-9]+\/mutate/) != nil
    }

    private func call(_ method: String, _ path: String, _ body: JSON?) async -> KubernetesResponse {
        await kubernetes.respond(
            to: KubernetesRequest(
                method: method,
                path: path,
                headers: ["content-type": "application/json"],
                body: body?.serialized() ?? [],
                certificate: Self.administrator
            )
        )
    }

    /// The registration as EKS has it.
    static func registration(url: String, bundle: String) -> JSON {
        [
            "apiVersion": "admissionregistration.k8s.io/v1", "kind": "MutatingWebhookConfiguration",
            "metadata": ["name": .string(name)],
            "webhooks": [
                [
                    "name": "iam-for-pods.amazonaws.com",
                    "clientConfig": ["url": .string(url), "caBundle": .string(bundle)],
                    "rules": [
                        [
                            "operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"],
                            "scope": "*",
                        ]
                    ],
                    "failurePolicy": "Ignore", "sideEffects": "None", "admissionReviewVersions": ["v1"],
                    "objectSelector": [
                        "matchExpressions": [
                            ["key": "eks.amazonaws.com/skip-pod-identity-webhook", "operator": "DoesNotExist"]
                        ]
                    ],
                ]
            ],
        ]
    }
}

/// The service accounts of the embedded cluster.
private struct StoredServiceAccounts: ServiceAccountReader {
    let store: ClusterStore

    func read(_ account: ServiceAccountName) async -> LiveServiceAccount {
        let object = store.snapshot.object(.serviceAccounts, namespace: account.namespace, name: account.name)
        guard let object else { return .absent }
        return .found(annotations: object["metadata"]?["annotations"])
    }
}
