import AWSVocabulary
import Ambient
import ClusterStore
import Directory
import Foundation
import HTTPServing
import KubernetesAPI
import KubernetesService
import Logging
import NodeRuntime
import RoleSessions
import ServiceLifecycle
import SessionCredentials
import Store

/// The embedded node, and what its pods reach: the AWS services, the issuer, the cluster's API and the instance metadata.
struct NodeService: ServiceLifecycle.Service {
    let composition: Composition
    let tls: HTTPListener.TLSIdentity
    let aws: HTTPListener.Responder
    let issuer: HTTPListener.Responder
    let upgrade: WebSocketUpgrade.Decider
    let kubernetes: HTTPListener.Responder

    private static let address = "10.0.0.10"
    private static let kubernetesAddress = "10.100.0.1"
    private static let awsPort = 4580

    /// What pods call the API server.
    static let kubernetesNames = [
        kubernetesAddress, "kubernetes.default.svc", "kubernetes.default", "kubernetes",
        "kubernetes.default.svc.cluster.local",
    ]

    func run() async throws {
        let node = await start()
        let listeners = if let node { await listeners(node) } else { [HTTPListener]() }
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for listener in listeners {
                    group.addTask { await keep("a port of the node") { try await listener.run() } }
                }
                group.addTask { await keep("the pods") { try await composition.kubernetes.runPods() } }
            }
        }
        // Pods that run end with the node, and are run anew at the next start.
        node?.shutDown()
        // The end of a service would be the end of the program.
        try? await gracefulShutdown()
    }

    private func keep(_ what: String, _ body: () async throws -> Void) async {
        do { try await body() } catch is CancellationError {} catch {
            composition.logger.error("\(what): \(error)")
        }
    }

    /// The node, or nil where there is none, which is then said.
    private func start() async -> EmbeddedNode? {
        guard composition.configuration.runsPods else {
            composition.node.settle(NoPodRuntime(reason: "`lanyard up` was started with --no-node"))
            return nil
        }
        do throws(EmbeddedNode.Unavailable) {
            let node = try await EmbeddedNode(configuration, logger: composition.logger)
            let pods = composition.cluster.snapshot.objects(.pods)
            node.removeLogs(except: Set(pods.map(\.uid)))
            composition.node.settle(node)
            return node
        } catch {
            composition.logger.warning("pods do not run here, and stay Pending: \(error)")
            composition.node.settle(NoPodRuntime(reason: "no pods run on this machine: \(error)"))
            return nil
        }
    }

    private var configuration: EmbeddedNode.Configuration {
        let region = composition.installation.region.description
        let environment = ProcessInfo.processInfo.environment
        var configuration = EmbeddedNode.Configuration(
            dataDirectory: composition.data.path,
            program: (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "lanyard",
            // As EC2 names instances by their ids: sessions of the node's role are called so.
            name: "\(instanceID).\(region).compute.internal",
            address: Self.address,
            labels: [
                ("topology.kubernetes.io/region", region), ("topology.kubernetes.io/zone", region + "a"),
                ("node.kubernetes.io/instance-type", "m5.large"), ("eks.amazonaws.com/nodegroup", "lanyard"),
            ],
            providerID: "aws:///\(region)a/\(instanceID)",
            path: environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
            home: environment["HOME"] ?? "/root"
        )
        configuration.maximumPods = composition.configuration.maximumPods
        configuration.clock = composition.installation.clock
        configuration.variables = [
            ("KUBERNETES_SERVICE_HOST", Self.kubernetesAddress), ("KUBERNETES_SERVICE_PORT", "443"),
            ("KUBERNETES_SERVICE_PORT_HTTPS", "443"), ("KUBERNETES_PORT", "tcp://\(Self.kubernetesAddress):443"),
            ("AWS_DEFAULT_REGION", region), ("AWS_ENDPOINT_URL", "http://127.0.0.1:\(Self.awsPort)"),
        ]
        configuration.hosts = Self.kubernetesNames.dropFirst().map { (Self.kubernetesAddress, $0) }
        return configuration
    }

    /// What the session of the node's role is called: made once, then kept.
    private var instanceID: String {
        let file = composition.data.path + "/instance-id"
        if let bytes = PrivateFile.read(file), !bytes.isEmpty { return String(decoding: bytes, as: UTF8.self) }
        let id = "i-" + composition.installation.random.text(17, from: Array("0123456789abcdef".utf8))
        do { try PrivateFile.write(Array(id.utf8), to: file) } catch { composition.logger.warning("\(error)") }
        return id
    }

    /// The ports that pods reach; one that cannot be opened is said, and the others serve.
    private func listeners(_ node: EmbeddedNode) async -> [HTTPListener] {
        let namespace = node.namespace
        var listeners: [HTTPListener] = []
        func listen(
            _ label: String,
            _ address: String,
            _ port: Int,
            _ tls: HTTPListener.TLSIdentity?,
            upgrade: WebSocketUpgrade.Decider? = nil,
            _ respond: @escaping HTTPListener.Responder
        ) async {
            do {
                if !address.hasPrefix("127.") { try await namespace.add(address: address, label: label) }
                listeners.append(
                    try HTTPListener(
                        address: HTTPListener.Address(host: address, port: port),
                        socket: try await namespace.listen(address: address, port: port),
                        tls: tls,
                        logger: composition.logger,
                        onListening: { _ in },
                        upgrade: upgrade,
                        respond: respond
                    )
                )
            } catch {
                composition.logger.error("pods cannot reach \(address):\(port): \(error)")
            }
        }
        let metadata = metadata
        let endpoint = PlainEndpoint { asked in
            let answer = await metadata.answer(method: asked.method, path: asked.path, headers: asked.headers)
            var headers = [("content-type", answer.contentType), ("server", "EC2ws")]
            if let life = answer.tokenLife { headers.append(("x-aws-ec2-metadata-token-ttl-seconds", String(life))) }
            return PlainEndpoint.Answer(status: answer.status, headers: headers, body: answer.body)
        }
        await listen("aws", "127.0.0.1", Self.awsPort, nil, aws)
        await listen("issuer", "127.0.0.1", composition.installation.issuerPort, tls.withoutClients, issuer)
        await listen("api", Self.kubernetesAddress, 443, tls, upgrade: upgrade, kubernetes)
        await listen("imds", InstanceMetadata.address, 80, nil) { await endpoint.respond(to: $0, from: $1) }
        return listeners
    }

    private var metadata: InstanceMetadata {
        let installation = composition.installation
        let arn = installation.cluster.nodeRoleARN
        let role = arn.split(separator: "/").last.map(String.init) ?? ""
        let (directory, id, account) = (composition.directory, instanceID, installation.account)
        let mint = SessionMint(sessions: composition.sessions, ids: IDSource(random: installation.random))
        return InstanceMetadata(
            roleName: role,
            instanceID: id,
            account: account.description,
            region: installation.region.description,
            address: Self.address,
            clock: .system,
            random: .system,
            credentials: {
                let snapshot = directory.snapshot
                guard let entry = snapshot.role(role, account: account.description) else {
                    throw StartError.database("there is no role \(role)")
                }
                let now = WallClock.system.now
                let session = try mint.mint(
                    RoleSessionRequest(
                        role: entry.record,
                        account: account,
                        sessionName: id,
                        duration: 21_600,
                        policy: .none,
                        tags: .none,
                        sourceIdentity: nil,
                        isByService: true
                    ),
                    now: now,
                    in: snapshot
                )
                let minted = session.credentials
                return InstanceCredentials(
                    accessKeyID: minted.accessKeyID,
                    secret: minted.secret,
                    sessionToken: minted.sessionToken,
                    issuedAt: now,
                    expiresAt: minted.expiresAt
                )
            }
        )
    }
}
