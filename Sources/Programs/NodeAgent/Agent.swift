import Ambient
import JSONTree
import NIOCore
import Synchronization

/// The composition root: all parts of the running agent on one event loop.
final class Agent: Sendable {
    /// What listens.
    private struct Listeners {
        var credentials: [AgentListener] = []
        var probe: AgentListener?
        var metrics: AgentListener?
        var isDraining = false

        var all: [AgentListener] { credentials + [probe, metrics].compactMap { $0 } }
    }

    /// Nothing could be bound; the log has said why.
    struct CannotServe: Error {}

    /// Kubernetes kills after 30 seconds.
    private static let drainTime = TimeAmount.seconds(25)
    private static let rebindTime = TimeAmount.seconds(30)

    let options: AgentOptions
    private let loop: any EventLoop
    private let executor: LoopExecutor
    private let clock: WallClock
    private let log: AgentLog
    /// For what is done for a pod.
    private let requestLog: AgentLog
    private let node: NodeIdentity
    private let client: EKSAuthClient
    private let broker: CredentialBroker
    private let metrics: AgentMetrics
    private let binder: TokenBinder?
    private let trust: TrustStore
    private let proxies: ProxyRules
    private let connections: ConnectionLimits
    private let table: NIOLoopBoundBox<ConnectionTable>
    private let listeners = Mutex(Listeners())

    init(
        options: AgentOptions,
        environment: Environment,
        loop: any EventLoop,
        log: AgentLog,
        clock: WallClock = .system,
        random: RandomSource = .system,
        connections: ConnectionLimits = ConnectionLimits(),
        upstream: HTTPCall.Limits = EKSAuthClient.limits
    ) {
        self.options = options
        self.loop = loop
        self.log = log
        self.clock = clock
        executor = LoopExecutor(loop)
        let trust = TrustStore(file: environment["AWS_CA_BUNDLE"])
        self.trust = trust
        let proxies = ProxyRules(environment)
        self.proxies = proxies
        self.connections = connections
        let isFIPS = environment.isTrue("AWS_USE_FIPS_ENDPOINT")
        let sources = CredentialSources(
            environment: environment,
            onlySharedFile: options.rotatesCredentials,
            isFIPS: isFIPS,
            metadata: InstanceMetadata(environment: environment, trust: trust, loop: loop),
            trust: trust,
            proxies: proxies,
            loop: loop,
            clock: clock
        )
        let node = NodeIdentity(region: options.region, sources: sources, clock: clock, log: log)
        self.node = node
        let client = EKSAuthClient(
            cluster: options.cluster,
            endpoint: options.endpoint ?? environment.endpoint("EKS_AUTH").flatMap { ServiceURL($0) },
            isFIPS: isFIPS,
            attempts: environment["AWS_MAX_ATTEMPTS"].flatMap { Int($0) } ?? 3,
            node: node,
            trust: trust,
            proxies: proxies,
            loop: loop,
            clock: clock,
            random: random,
            limits: upstream
        )
        self.client = client
        let metrics = AgentMetrics()
        self.metrics = metrics
        let requestLog = log.adding("cluster-name", .string(options.cluster))
        self.requestLog = requestLog
        let binder = options.bindsTokens ? TokenBinder(metrics: metrics, log: requestLog) : nil
        self.binder = binder
        broker = CredentialBroker(
            settings: options.cache,
            random: random,
            loop: loop,
            clock: clock,
            metrics: metrics,
            log: requestLog
        ) { token in
            let outcome = await client.credentials(for: token)
            if case .failure(let failure) = outcome, failure.endsToken { binder?.end(token) }
            return outcome
        }
        table = .makeBoxSendingValue(ConnectionTable(limits: connections), as: ConnectionTable.self, eventLoop: loop)
    }

    /// The addresses that credentials are served on.
    var credentialAddresses: [String] { listeners.withLock { $0.credentials.map(\.authority) } }
    var probeAddress: String? { listeners.withLock { $0.probe?.authority } }
    var metricsAddress: String? { listeners.withLock { $0.metrics?.authority } }

    /// Binds all addresses and starts to serve.
    func start() -> EventLoopFuture<Void> {
        onLoop { try await self.serve() }
    }

    /// Stops listening, answers what is under way, and tells whether all of it was answered in time.
    func drain() -> EventLoopFuture<Bool> {
        onLoop { await self.finish() }
    }

    /// Reads the node's credentials anew.
    @discardableResult
    func reload() -> EventLoopFuture<Void> {
        onLoop { await self.node.reload() }
    }

    private func onLoop<Value: Sendable>(
        _ work: @escaping @Sendable () async throws -> Value
    ) -> EventLoopFuture<Value> {
        let promise = loop.makePromise(of: Value.self)
        Task(executorPreference: executor) {
            do { promise.succeed(try await work()) } catch { promise.fail(error) }
        }
        return promise.futureResult
    }

    private func serve() async throws {
        for (scheme, route) in proxies.described {
            switch route {
            case .through(let proxy):
                log.info(
                    "EKS Auth and STS are called through a proxy, but for what NO_PROXY lists; the node's metadata are not",
                    [("scheme", .string(scheme)), ("proxy", .string(proxy.description))]
                )
            case .unusable(let reason): log.error("calls by \(scheme) will fail: \(reason)")
            case .direct: break
            }
        }
        Task(executorPreference: executor) { await self.broker.run() }
        loop.scheduleRepeatedTask(initialDelay: connections.checks, delay: connections.checks) { _ in
            self.table.value.closeOverdue(at: .now())
        }
        for host in options.bindHosts { await bindCredentials(host) }
        guard !credentialAddresses.isEmpty else {
            log.error("none of the addresses to serve credentials on can be bound")
            throw CannotServe()
        }
        let probe = Probe(
            servers: { self.listeners.withLock { $0.credentials } },
            obstacle: { await self.obstacle() },
            trust: trust,
            loop: loop,
            log: log
        )
        let probes = StatusEndpoint(probe: probe, metrics: nil, executor: executor)
        let figures = StatusEndpoint(probe: probe, metrics: metrics, executor: executor)
        let bound = (
            try await bindStatus("127.0.0.1", options.probePort, probes),
            try await bindStatus(options.metricsAddress, options.metricsPort, figures)
        )
        listeners.withLock { ($0.probe, $0.metrics) = bound }
        scheduleRebind()
    }

    private func bindCredentials(_ host: String, again: Bool = false) async {
        let endpoint = CredentialEndpoint(
            broker: broker,
            hosts: HostRule(others: options.allowedHosts),
            binder: binder,
            requestsPerSecond: options.requestsPerSecond,
            clock: clock,
            metrics: metrics,
            log: requestLog
        )
        do {
            let listener = try await AgentListener.bind(
                host: host,
                port: options.port,
                loop: loop,
                table: table,
                clock: clock,
                findsInterface: binder != nil,
                respond: endpoint.respond
            )
            listeners.withLock { $0.credentials.append(listener) }
            log.info(
                "serving credentials",
                [("bind-addr", .string(listener.authority)), ("cluster-name", .string(options.cluster))]
            )
        } catch {
            let fields: [(String, JSON)] = [("bind-addr", .string(host)), ("port", .string(String(options.port)))]
            if again {
                log.debug("still cannot be bound: \(error)", fields)
            } else {
                log.error(
                    "cannot serve credentials on this address: \(error); it is tried again every 30 seconds",
                    fields
                )
            }
        }
    }

    private func bindStatus(_ host: String, _ port: Int, _ endpoint: StatusEndpoint) async throws -> AgentListener {
        do {
            let listener = try await AgentListener.bind(
                host: host,
                port: port,
                loop: loop,
                table: table,
                clock: clock,
                respond: endpoint.respond
            )
            log.info("serving status", [("bind-addr", .string(listener.authority))])
            return listener
        } catch {
            log.error("cannot serve status on \(host), port \(port): \(error)")
            throw CannotServe()
        }
    }

    /// An address may appear later: `initialize` of the other family, a link that comes up.
    private func scheduleRebind() {
        let bound = listeners.withLock { $0.credentials.map(\.host) }
        let missing = options.bindHosts.filter { !bound.contains($0) }
        guard !missing.isEmpty, !listeners.withLock({ $0.isDraining }) else { return }
        loop.scheduleTask(in: Self.rebindTime) {
            Task(executorPreference: self.executor) {
                for host in missing { await self.bindCredentials(host, again: true) }
                self.scheduleRebind()
            }
        }
    }

    /// Why pods that are not known yet would get no credentials.
    private func obstacle() async -> String? {
        if listeners.withLock({ $0.isDraining }) { return "the agent is shutting down" }
        do {
            _ = try await node.region()
            _ = try await node.credentials()
        } catch {
            return error.description
        }
        return broker.isAnswered ? nil : await client.outage()
    }

    private func finish() async -> Bool {
        let all = listeners.withLock { listeners in
            listeners.isDraining = true
            return listeners.all
        }
        log.info("shutting down")
        for listener in all { try? await listener.channel.close() }
        let drained = loop.makePromise(of: Void.self)
        let timer = loop.scheduleTask(in: Self.drainTime) { drained.fail(CannotServe()) }
        loop.execute { self.table.value.drain(drained) }
        let isDone = (try? await drained.futureResult.get()) != nil
        timer.cancel()
        broker.end()
        if !isDone { log.error("requests were still under way when the time to shut down was over") }
        return isDone
    }
}
