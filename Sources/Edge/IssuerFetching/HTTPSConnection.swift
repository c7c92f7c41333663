import IdentityTokens
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// One connection to one server, for one document.
struct HTTPSConnection: Sendable {
    private typealias Channel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    let url: HTTPSURL
    let limits: HTTPSFetcher.Limits
    let thumbprints: [String]
    let resolver: NameResolver
    private let deadline: ContinuousClock.Instant

    /// Its time begins now.
    init(url: HTTPSURL, limits: HTTPSFetcher.Limits, thumbprints: [String], resolver: NameResolver) {
        self.url = url
        self.limits = limits
        self.thumbprints = thumbprints
        self.resolver = resolver
        deadline = .now + limits.time
    }

    /// Fetches the document from a server the system trusts, or else one under a certificate with a known thumbprint.
    ///
    /// The certificate with the known thumbprint then becomes the only anchor, a root or not: the chain below it and the
    /// host's name are verified as ever.
    func document() async throws(FetchFailure) -> FetchedDocument {
        do {
            return try await withinTime { try await exchange(nil, .trustStore) }
        } catch let failure as FetchFailure {
            throw failure
        } catch {
            guard Self.isAboutTrust(error), !thumbprints.isEmpty else { throw failure(error) }
        }
        let chain = try await presentedChain()
        guard let top = chain.top, let thumbprint = chain.topThumbprint,
            thumbprints.contains(where: { $0.lowercased() == thumbprint })
        else { throw .untrusted("\(url.host) is not trusted, and its topmost certificate has none of the thumbprints") }
        do {
            return try await withinTime { try await exchange(top, .thumbprint) }
        } catch let failure as FetchFailure {
            throw failure
        } catch {
            throw failure(error)
        }
    }

    /// The SHA-1 of the topmost certificate that the server presents, trusted or not.
    func topThumbprint() async throws(FetchFailure) -> String {
        guard let thumbprint = try await presentedChain().topThumbprint else {
            throw .unreachable("\(url.host) presented no certificate")
        }
        return thumbprint
    }

    private func presentedChain() async throws(FetchFailure) -> PresentedChain {
        let chain = PresentedChain()
        do {
            try await withinTime { try await handshake(noting: chain) }
        } catch let failure as FetchFailure {
            throw failure
        } catch {
            // The handshake is broken off on purpose once the chain is seen.
            guard chain.top != nil else { throw failure(error) }
        }
        return chain
    }

    private static func isAboutTrust(_ error: any Error) -> Bool {
        error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError
    }

    private func failure(_ error: any Error) -> FetchFailure {
        if Self.isAboutTrust(error) { return .untrusted("the certificate of \(url.host) is not trusted: \(error)") }
        return .unreachable("\(url.host):\(url.port): \(error)")
    }

    private func withinTime<Value: Sendable>(
        _ work: @escaping @concurrent @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withThrowingTaskGroup(of: Value.self) { group in
            group.addTask(operation: work)
            group.addTask {
                try await Task.sleep(until: deadline, clock: .continuous)
                throw FetchFailure.unreachable("\(url.host) did not answer within \(limits.time)")
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }

    /// The address that is connected to is the one that was checked: the name is not resolved again.
    private func address() async throws -> SocketAddress {
        let address = try await resolver.address(host: url.host, port: url.port)
        guard limits.privateHosts.contains(url.host) || PublicAddress.isPublic(address) else {
            throw FetchFailure.refused(
                "\(url.host) has a private address, and is not among the hosts that may have one"
            )
        }
        return address
    }

    /// Connects to a server that the system trusts, or, with an anchor, to one whose certificates lead up to that.
    private func connect(_ anchor: NIOSSLCertificate?, _ trouble: TroubleNote) async throws -> Channel {
        let address = try await address()
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.shutdownTimeout = Self.farewell
        if let pem = limits.additionalRoots {
            configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))]
        }
        let context = try NIOSSLContext(configuration: configuration)
        let name = serverName
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(timeLeft)
            .connect(to: address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler =
                        try anchor.map { try anchoring($0, context) }
                        ?? NIOSSLClientHandler(context: context, serverHostname: name)
                    try channel.pipeline.syncOperations.addHandlers([handler, trouble])
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try Channel(wrappingChannelSynchronously: channel)
                }
            }
    }

    private func anchoring(
        _ anchor: NIOSSLCertificate,
        _ context: NIOSSLContext
    ) throws -> NIOSSLClientHandler {
        let (name, address) = (serverName, serverName == nil ? url.host : nil)
        return try NIOSSLClientHandler(
            context: context,
            serverHostname: name,
            customVerificationCallback: { presented, promise in
                promise.completeWithTask {
                    guard let chain = AnchoredChain(presented, anchor: anchor),
                        await chain.isValid(name: name, address: address)
                    else { return .failed }
                    return .certificateVerified
                }
            }
        )
    }

    /// Connects for the certificates alone, and closes before anything is said.
    private func handshake(noting chain: PresentedChain) async throws {
        let address = try await address()
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.shutdownTimeout = Self.farewell
        let context = try NIOSSLContext(configuration: configuration)
        let name = serverName
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(timeLeft)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(
                        context: context,
                        serverHostname: name,
                        customVerificationCallback: { certificates, promise in
                            chain.note(certificates)
                            promise.succeed(.failed)
                        }
                    )
                    try channel.pipeline.syncOperations.addHandler(handler)
                }
            }
            .connect(to: address).get()
        // A server that says nothing would keep the connection open for ever.
        try await withTaskCancellationHandler {
            try await channel.closeFuture.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// How long a server may take to end a connection in order.
    private static let farewell = TimeAmount.milliseconds(100)

    private var timeLeft: TimeAmount {
        let left = ContinuousClock.now.duration(to: deadline).components
        return max(.milliseconds(1), .nanoseconds(left.seconds * 1_000_000_000 + left.attoseconds / 1_000_000_000))
    }

    /// The name that the certificate must have; nil for addresses, which are checked as such.
    private var serverName: String? {
        let isName = !url.host.contains(":") && !url.host.allSatisfy { $0.isNumber || $0 == "." }
        return isName ? url.host : nil
    }

    private func exchange(
        _ anchor: NIOSSLCertificate?,
        _ verification: FetchedDocument.Verification
    ) async throws -> FetchedDocument {
        let trouble = TroubleNote()
        let channel = try await connect(anchor, trouble)
        do {
            return try await exchange(on: channel, verification)
        } catch let failure as FetchFailure {
            throw failure
        } catch {
            // The connection's own loop has the last word: what it is at now may be the reason.
            try? await channel.channel.eventLoop.submit {}.get()
            throw trouble.first ?? error
        }
    }

    private func exchange(
        on channel: Channel,
        _ verification: FetchedDocument.Verification
    ) async throws -> FetchedDocument {
        try await channel.executeThenClose { inbound, outbound in
            let headers: HTTPHeaders = [
                "host": url.authority, "user-agent": "lanyard", "accept": "application/json", "connection": "close",
            ]
            let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: url.target, headers: headers)
            try await outbound.write(contentsOf: [.head(head), .end(nil)])
            var body: [UInt8] = []
            for try await part in inbound {
                switch part {
                case .head(let head):
                    // Redirects are answers like any other here, and not good ones.
                    guard head.status == .ok else {
                        throw FetchFailure.unreachable("\(url.host) answered with status \(head.status.code)")
                    }
                case .body(let bytes):
                    guard body.count + bytes.readableBytes <= limits.maximumBytes else {
                        throw FetchFailure.refused("\(url.host) answered with more than \(limits.maximumBytes) bytes")
                    }
                    body.append(contentsOf: bytes.readableBytesView)
                case .end: return FetchedDocument(body: body, verification: verification)
                }
            }
            throw FetchFailure.unreachable("\(url.host) broke off its answer")
        }
    }
}
