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

    /// Fetches the document from a server the system trusts, or else one under a certificate with a known thumbprint.
    ///
    /// The certificate with the known thumbprint then becomes the only root: the chain below it and the host's name are
    /// verified as ever.
    func document() async throws(FetchFailure) -> FetchedDocument {
        do {
            return try await withinTime { try await exchange(.default, .trustStore) }
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
            return try await withinTime { try await exchange(.certificates([top]), .thumbprint) }
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
                try await Task.sleep(for: .seconds(limits.seconds))
                throw FetchFailure.unreachable("\(url.host) did not answer within \(limits.seconds) seconds")
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }

    /// The address that is connected to is the one that was checked: the name is not resolved again.
    private func address() async throws -> SocketAddress {
        let (host, port) = (url.host, url.port)
        let address = try await NIOThreadPool.singleton.runIfActive {
            try SocketAddress.makeAddressResolvingHost(host, port: port)
        }
        guard limits.privateHosts.contains(host) || PublicAddress.isPublic(address) else {
            throw FetchFailure.refused("\(host) has a private address, and is not among the hosts that may have one")
        }
        return address
    }

    private func connect(_ roots: NIOSSLTrustRoots) async throws -> Channel {
        let address = try await address()
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.trustRoots = roots
        if case .default = roots, let pem = limits.additionalRoots {
            configuration.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))]
        }
        let context = try NIOSSLContext(configuration: configuration)
        let name = serverName
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(limits.seconds))
            .connect(to: address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(context: context, serverHostname: name)
                    try channel.pipeline.syncOperations.addHandler(handler)
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try Channel(wrappingChannelSynchronously: channel)
                }
            }
    }

    /// Connects for the certificates alone, and closes before anything is said.
    private func handshake(noting chain: PresentedChain) async throws {
        let address = try await address()
        let context = try NIOSSLContext(configuration: .makeClientConfiguration())
        let name = serverName
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(limits.seconds))
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
        try await channel.closeFuture.get()
    }

    /// The name that the certificate must have; nil for addresses, which are checked as such.
    private var serverName: String? {
        let isName = !url.host.contains(":") && !url.host.allSatisfy { $0.isNumber || $0 == "." }
        return isName ? url.host : nil
    }

    private func exchange(
        _ roots: NIOSSLTrustRoots,
        _ verification: FetchedDocument.Verification
    ) async throws -> FetchedDocument {
        let channel = try await connect(roots)
        return try await channel.executeThenClose { inbound, outbound in
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
