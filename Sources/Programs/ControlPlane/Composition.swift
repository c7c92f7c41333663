import AWSVocabulary
import Ambient
import AuditJournal
import AuditTrail
import Authorization
import CloudTrailService
import ClusterStore
import Directory
import EC2Service
import EKSAuthService
import EKSService
import Foundation
import HTTPServing
import IAMService
import IdentityTokens
import IssuerFetching
import KubernetesAPI
import KubernetesService
import Logging
import NodeRuntime
import OIDCProvider
import OperatorService
import S3Service
import STSService
import ServiceLifecycle
import SessionCredentials
import Store
import WebhookCalling

/// Puts the rooms together: every value is made here and handed down.
struct Composition: Sendable {
    let configuration: Configuration
    let installation: Installation
    let authority: CertificateAuthority
    let logger: Logger
    let directory: Directory
    let sessions: OpenedSessions
    let audit: AuditTrail
    let journal: AuditJournal
    let endpoint: AWSEndpoint
    let objects: ObjectStore
    let cluster: ClusterStore
    let kubernetes: KubernetesService
    let addons: EmbeddedAddons
    let node = LateNode()
    let clusterAddress = ClusterAddress()
    let data: DataDirectory

    init(
        configuration: Configuration,
        installation: Installation,
        state: State,
        authority: CertificateAuthority,
        data: DataDirectory,
        logger: Logger
    ) throws {
        self.configuration = configuration
        self.installation = installation
        self.authority = authority
        self.logger = logger
        self.data = data
        directory = state.directory
        let random = installation.random
        let clock = installation.clock
        let ids = IDSource(random: random)
        guard let record = directory.snapshot.sessionKeyRing, let ring = SessionKeyRing(stored: record.keys) else {
            throw StartError.database("the session keys in the database are damaged: restore it from a backup")
        }
        sessions = OpenedSessions(sealer: SessionSealer(ring: ring, random: random))
        audit = AuditTrail(store: state.audit)
        journal = state.audit
        objects = ObjectStore(files: data.objects, index: state.objects, ids: ids)
        let fetcher = try Composition.fetcher(configuration)
        let store = state.cluster
        cluster = store
        let home = installation.cluster
        let bound = ClusterObjects(
            embedded: EmbeddedObjects(cluster: home, objects: BoundObjectStanding(store: store))
        )
        let foreignKeys = ForeignIssuerKeys(fetcher: fetcher, clock: .system)
        let sts = STSService(
            directory: directory,
            sessions: sessions,
            ids: ids,
            foreignKeys: foreignKeys,
            objects: bound
        )
        let signing = ClusterSigning(directory: state.directory, cluster: home.key)
        let callers = ClusterCallers(administratorID: installation.administratorID, directory: directory)
        let kubernetes = KubernetesService(
            store: store,
            tokens: ClusterTokens(
                issuer: home.issuer,
                key: { try signing.key() },
                keys: { KeySet(sts.verificationKeys(cluster: home.key)) }
            ),
            ids: ids,
            clock: clock,
            certificateAuthority: try authority.pem(),
            runtime: node,
            webhookCaller: HTTPSWebhookCaller(),
            awsTokens: callers.tokens(clusterName: home.name)
        )
        self.kubernetes = kubernetes
        let addons = EmbeddedAddons(cluster: home, kubernetes: kubernetes, store: store)
        self.addons = addons
        let thumbprints = ProviderThumbprints(
            ownHost: configuration.issuerHost,
            ownPort: installation.issuerPort,
            ownThumbprint: try authority.thumbprint(),
            fetcher: fetcher
        )
        let services: [any Authorization.Service] = [
            sts,
            IAMService(
                directory: directory,
                clock: clock,
                ids: ids,
                thumbprints: thumbprints,
                keyUses: AuditedKeyUses(trail: audit)
            ),
            S3Service(directory: directory, objects: objects, clock: clock),
            EC2Service(),
            EKSService(
                directory: directory,
                ids: ids,
                certificateAuthority: try authority.pemInBase64(),
                ownEndpoint: { [clusterAddress] in clusterAddress.current },
                addons: addons
            ),
            EKSAuthService(
                directory: directory,
                sessions: sessions,
                ids: ids,
                foreignKeys: foreignKeys,
                objects: bound
            ),
            CloudTrailService(audit: audit),
            OperatorService(
                directory: directory,
                trail: audit,
                ids: ids,
                sessions: sessions,
                inspect: { token, account, now in await sts.inspect(token: token, account: account, now: now) },
                subjects: EmbeddedTokenSubjects(cluster: home, kubernetes: kubernetes).subject
            ),
        ]
        endpoint = AWSEndpoint(
            services: services,
            directory: directory,
            sessions: sessions,
            audit: audit,
            clock: clock,
            signingClock: .system,
            ids: ids,
            account: installation.account,
            region: installation.region,
            logger: logger
        )
        callers.verify(with: endpoint)
    }

    /// What runs, in the order it starts; it ends in the opposite order.
    func services(readiness: Readiness) throws -> [any ServiceLifecycle.Service] {
        let issuers = PublishedIssuers(directory: directory)
        let issuer = IssuerEndpoint(provider: OIDCProvider { issuers.issuers })
        let identity = try authority.makeServerIdentity(
            hosts: Composition.hosts(configuration),
            random: installation.random,
            now: WallClock.system.now
        )
        let kubernetesEndpoint = KubernetesEndpoint(service: kubernetes) { der in
            CertificateAuthority.user(of: der).map { UserInfo(name: $0.name, groups: $0.groups) }
        }
        let webhook = EmbeddedWebhook(
            cluster: installation.cluster,
            region: installation.region,
            directory: directory,
            store: cluster,
            kubernetes: kubernetes,
            random: .system,
            logger: logger
        )
        let webhookListener = try webhook.listener(
            authority: authority,
            random: .system,
            onRegistered: { readiness.webhookListens() }
        )
        return [
            AuditTrailService(trail: audit),
            AuditIndexing(
                journal: journal,
                trail: audit,
                retentionDays: configuration.auditRetentionDays,
                clock: .system,
                ids: IDSource(random: installation.random),
                account: installation.account,
                region: installation.region,
                logger: logger
            ),
            ClusterStoreService(store: cluster),
            SessionKeyRotation(
                directory: directory,
                sessions: sessions,
                random: installation.random,
                clock: .system,
                logger: logger
            ),
            try HTTPListener(
                address: HTTPListener.Address(host: configuration.host, port: installation.issuerPort),
                tls: HTTPListener.TLSIdentity(certificates: identity.certificate, key: identity.key),
                logger: logger,
                onListening: { readiness.issuerListens(on: $0) },
                respond: { await issuer.respond(to: $0, from: $1) }
            ),
            try HTTPListener(
                address: HTTPListener.Address(host: configuration.host, port: configuration.awsPort),
                tls: nil,
                logger: logger,
                onListening: { readiness.awsListens(on: $0) },
                respond: { await endpoint.respond(to: $0, from: $1) }
            ),
            KubernetesListener(
                service: kubernetes,
                store: cluster,
                restore: { [addons, directory, logger, webhook, configuration] in
                    await addons.restore(directory, logger: logger)
                    if !configuration.runsWebhook { await webhook.withdraw() }
                },
                listener: try HTTPListener(
                    address: HTTPListener.Address(host: configuration.host, port: configuration.kubernetesPort),
                    tls: HTTPListener.TLSIdentity(
                        certificates: identity.certificate,
                        key: identity.key,
                        clientAuthority: try authority.pem()
                    ),
                    logger: logger,
                    onListening: { [configuration, clusterAddress] port in
                        clusterAddress.settle(configuration.url("https", port: port))
                        readiness.kubernetesListens(on: port)
                    },
                    upgrade: { await kubernetesEndpoint.upgrade($0, from: $1) },
                    respond: { await kubernetesEndpoint.respond(to: $0, from: $1) }
                )
            ),
        ] + (configuration.runsWebhook ? [webhook.events, webhookListener] : []) + [
            NodeService(
                composition: self,
                tls: HTTPListener.TLSIdentity(
                    certificates: identity.certificate,
                    key: identity.key,
                    clientAuthority: try authority.pem()
                ),
                aws: { await endpoint.respond(to: $0, from: $1) },
                issuer: { await issuer.respond(to: $0, from: $1) },
                upgrade: { await kubernetesEndpoint.upgrade($0, from: $1) },
                kubernetes: { await kubernetesEndpoint.respond(to: $0, from: $1) }
            )
        ]
    }

    /// The names the issuer's certificate is for.
    private static func hosts(_ configuration: Configuration) -> [String] {
        var hosts = [configuration.issuerHost]
        for host in ["localhost", "127.0.0.1", "::1", configuration.host] + NodeService.kubernetesNames
        where !hosts.contains(host) && host != "0.0.0.0" && host != "::" {
            hosts.append(host)
        }
        return hosts
    }

    private static func fetcher(_ configuration: Configuration) throws(StartError) -> HTTPSFetcher {
        var limits = HTTPSFetcher.Limits()
        limits.privateHosts = configuration.privateIssuerHosts
        if let path = configuration.issuerCertificateFile {
            guard let pem = PrivateFile.read(path) else {
                throw .unusable(flag: "--issuer-ca", value: path, reason: "the file cannot be read")
            }
            limits.additionalRoots = String(decoding: pem, as: UTF8.self)
        }
        return HTTPSFetcher(limits: limits)
    }
}
