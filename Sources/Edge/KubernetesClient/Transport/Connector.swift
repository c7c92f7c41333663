import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Opens connections to one API server.
struct Connector: Sendable {
    typealias Channel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private static let connectTimeout = TimeAmount.seconds(10)

    let server: ServerURL
    private let context: NIOSSLContext?
    private let serverName: String?
    private let group: MultiThreadedEventLoopGroup

    /// - Throws: `AccessError` for certificates and keys that cannot be used.
    init(_ access: ClusterAccess, group: MultiThreadedEventLoopGroup) throws(AccessError) {
        server = access.server
        self.group = group
        let name = access.tlsServerName ?? access.server.host
        serverName = Self.isAddress(name) ? nil : name
        do { context = access.server.isSecure ? try Self.context(access) : nil } catch {
            throw AccessError("the certificates for \(access.server) cannot be used: \(error)")
        }
    }

    private static func context(_ access: ClusterAccess) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        // Watches are broken off at will; nothing is gained by waiting for the server's goodbye.
        configuration.shutdownTimeout = .milliseconds(100)
        if let authority = access.certificateAuthority {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(authority))
        }
        if access.skipsVerification { configuration.certificateVerification = .none }
        if let (chain, key) = access.clientCertificate {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMBytes(chain).map { .certificate($0) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: key, format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    /// Addresses are no server names in TLS; the certificate is checked for them all the same.
    private static func isAddress(_ host: String) -> Bool {
        host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." }
    }

    /// `silence` is how long nothing may arrive before the connection is given up.
    func connect(silence: TimeAmount) async throws -> Channel {
        let (context, serverName) = (context, serverName)
        return try await ClientBootstrap(group: group)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .connect(host: server.host, port: server.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context {
                        try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: serverName))
                    }
                    try pipeline.addHTTPClientHandlers()
                    try pipeline.addHandler(IdleStateHandler(readTimeout: silence))
                    try pipeline.addHandler(CloseWhenSilent())
                    return try Channel(wrappingChannelSynchronously: channel)
                }
            }
    }
}

/// Ends a connection on which nothing arrives any more.
private final class CloseWhenSilent: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPClientResponsePart

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is IdleStateHandler.IdleStateEvent else { return context.fireUserInboundEventTriggered(event) }
        context.fireErrorCaught(Silence())
        context.close(promise: nil)
    }
}

/// Nothing arrived for too long.
private struct Silence: Error, CustomStringConvertible {
    var description: String { "nothing arrived for too long" }
}
