import Ambient
import Foundation
import HTTPServing
import KubernetesClient
import Logging
import PodIdentity
import PodIdentityWebhook
import ServiceLifecycle
import UnixSignals

/// The composition root of `lanyard webhook`.
package enum WebhookServer {
    /// Serves until SIGTERM or SIGINT, then finishes what is under way.
    ///
    /// - Throws: `WebhookStartError` if it cannot start.
    package static func run(_ configuration: WebhookConfiguration) async throws {
        let began = ContinuousClock.now
        let logger = makeLogger(verbosity: configuration.verbosity)
        let environment = ProcessInfo.processInfo.environment
        if let notice = ProxyVariables.notice({ environment[$0] }) { logger.notice("\(notice)") }
        let client: KubernetesClient
        do { client = try KubernetesClient(configuration.access) } catch { throw WebhookStartError("\(error)") }
        let composition = try WebhookComposition(configuration, client: client, logger: logger, began: began)
        // What the group itself says is of no use below warnings, and long.
        var quiet = logger
        quiet.logLevel = .warning
        var group = ServiceGroupConfiguration(
            services: try composition.services(),
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: quiet
        )
        group.maximumGracefulShutdownDuration = .seconds(10)
        do {
            try await ServiceGroup(configuration: group).run()
        } catch let error as AddressInUse {
            throw WebhookStartError("another process listens on port \(error.port)")
        }
    }

    private static func makeLogger(verbosity: Int) -> Logger {
        var logger = Logger(label: "pod-identity-webhook") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = verbosity >= 4 ? .debug : verbosity >= 1 ? .info : .notice
        return logger
    }
}

/// The webhook's rooms put together for one API server.
struct WebhookComposition: Sendable {
    let configuration: WebhookConfiguration
    let client: KubernetesClient
    let logger: Logger
    let knowledge: ServiceAccountKnowledge
    let fileAssociations: AssociationCache?
    let polledAssociations: AssociationCache?
    let certificate = ServerCertificate()
    let metrics = WebhookMetrics()
    let events: EventPoster
    let webhook: PodIdentityWebhook
    let announcement: Announcement

    init(
        _ configuration: WebhookConfiguration,
        client: KubernetesClient,
        logger: Logger,
        began: ContinuousClock.Instant
    ) throws(WebhookStartError) {
        self.configuration = configuration
        self.client = client
        self.logger = logger
        knowledge = ServiceAccountKnowledge(watchesConfigMap: configuration.watchesConfigMap)
        fileAssociations = configuration.identitiesFile.map { _ in AssociationCache() }
        polledAssociations = configuration.associations.map { _ in AssociationCache() }
        let sources = [fileAssociations, polledAssociations].compactMap { $0 }
        let events = EventPoster(client: client, metrics: metrics, logger: logger)
        self.events = events
        webhook = PodIdentityWebhook(
            settings: configuration.settings,
            knowledge: knowledge,
            associations: sources.isEmpty ? NoAssociations() : JoinedAssociations(sources),
            reader: configuration.liveRead.map { LiveReader(client: client, limit: $0) },
            policy: configuration.onUnresolved,
            random: .system,
            metrics: metrics,
            report: { unresolved in
                logger.warning("\(unresolved.message)", metadata: ["serviceAccount": "\(unresolved.account)"])
                events.post(ClusterEvent(unresolved))
            }
        )
        announcement = Announcement(began: began, onReady: configuration.onReady)
    }

    /// What is waited for before the webhook is ready.
    var pending: @Sendable () -> [String] {
        { [knowledge, fileAssociations, polledAssociations, certificate] in
            knowledge.pending + (fileAssociations?.isKnown == false ? ["the identities' file"] : [])
                + (polledAssociations?.isKnown == false ? ["the associations"] : [])
                + (certificate.isThere ? [] : ["the certificate"])
        }
    }

    /// What runs, in the order it starts.
    func services() throws -> [any Service] {
        let pending = pending
        let (announcement, knowledge) = (announcement, knowledge)
        let check: @Sendable () -> Void = {
            announcement.check(pending: pending(), serviceAccounts: knowledge.count)
        }
        let responder = WebhookResponder(
            webhook: webhook,
            showsDebugging: configuration.showsDebugging,
            pending: pending
        )
        let host = configuration.host ?? Self.everyAddress
        // They end in the opposite order: first nothing is accepted any more.
        var services: [any Service] = [events]
        services.append(try certificateService(check))
        services += feeds(check)
        if let interval = configuration.reconcileInterval {
            services.append(
                Reconciler(
                    client: client,
                    webhook: webhook,
                    metrics: metrics,
                    events: events,
                    interval: interval,
                    isReady: { pending().isEmpty },
                    logger: logger
                )
            )
        }
        services.append(
            try HTTPListener(
                address: HTTPListener.Address(host: host, port: configuration.port),
                certificate: certificate,
                options: configuration.tls,
                logger: logger,
                onListening: {
                    announcement.webhookListens(on: $0)
                    check()
                },
                respond: { request, _ in await WebhookEndpoint.respond(to: request, responder.answer) }
            )
        )
        services.append(
            try HTTPListener(
                address: HTTPListener.Address(host: host, port: configuration.metricsPort),
                tls: nil,
                logger: logger,
                onListening: {
                    announcement.metricsListen(on: $0)
                    check()
                },
                respond: { request, _ in
                    await WebhookEndpoint.respond(to: request) { responder.answerMetrics($0) }
                }
            )
        )
        return services
    }

    private func feeds(_ check: @escaping @Sendable () -> Void) -> [any Service] {
        var feeds: [any Service] = [
            ServiceAccountFeed(
                client: client,
                settings: configuration.settings,
                knowledge: knowledge,
                logger: logger,
                onChange: check
            )
        ]
        if configuration.watchesConfigMap {
            feeds.append(
                ConfigMapFeed(
                    client: client,
                    namespace: configuration.namespace,
                    knowledge: knowledge,
                    logger: logger,
                    onChange: check
                )
            )
        }
        if let path = configuration.identitiesFile, let fileAssociations {
            feeds.append(IdentitiesFileFeed(path: path, cache: fileAssociations, logger: logger, onChange: check))
        }
        if let api = configuration.associations, let polledAssociations {
            feeds.append(AssociationFeed(api: api, cache: polledAssociations, logger: logger, onChange: check))
        }
        return feeds
    }

    private func certificateService(_ check: @escaping @Sendable () -> Void) throws -> any Service {
        switch configuration.certificate {
        case .files(let certificatePath, let key):
            let files = CertificateFiles(
                certificatePath: certificatePath,
                keyPath: key,
                certificate: certificate,
                metrics: metrics,
                logger: logger
            )
            try files.readFirst()
            return files
        case .selfMade(let selfMade):
            return CertificateKeeper(
                client: client,
                configuration: selfMade,
                certificate: certificate,
                metrics: metrics,
                random: .system,
                clock: .system,
                logger: logger,
                onChange: check
            )
        }
    }

    /// The address that stands for all of the machine's: of both families where it has both.
    private static var everyAddress: String {
        let descriptor = socket(AF_INET6, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return "0.0.0.0" }
        defer { close(descriptor) }
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
            }
        }
        guard status == 0 else { return "0.0.0.0" }
        // Names are resolved for the families that more than the loopback device has: elsewhere not even "::" is an address.
        var found: UnsafeMutablePointer<addrinfo>?
        guard getaddrinfo("::", "0", nil, &found) == 0 else { return "0.0.0.0" }
        freeaddrinfo(found)
        return "::"
    }
}
