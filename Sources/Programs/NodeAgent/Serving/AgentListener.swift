import Ambient
import NIOCore
import NIOHTTP1
import NIOPosix

/// Accepts connections on one address.
struct AgentListener: Sendable {
    /// The host as it was asked for, without brackets.
    let host: String
    let channel: any Channel

    var port: Int { channel.localAddress?.port ?? 0 }
    /// Host and port, an IPv6 address in brackets.
    var authority: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }

    /// Binds an address; 0 lets the system choose a port.
    static func bind(
        host: String,
        port: Int,
        loop: any EventLoop,
        table: NIOLoopBoundBox<ConnectionTable>,
        clock: WallClock,
        findsInterface: Bool = false,
        respond: @escaping Responder
    ) async throws -> AgentListener {
        let address =
            try (try? SocketAddress(ipAddress: host, port: port))
            ?? SocketAddress.makeAddressResolvingHost(host, port: port)
        let channel = try await ServerBootstrap(group: loop)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator,
                value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 4096, maximum: 16 * 1024)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let limits = table.value.limits
                    var decoding = NIOHTTPDecoderLimitConfiguration()
                    decoding.maxHeaderFieldSize = limits.fieldBytes
                    decoding.maxHeaderListSize = limits.headerBytes
                    decoding.maxHeaderFieldCount = limits.headerFields
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withErrorHandling: false,
                        withOutboundHeaderValidation: false,
                        withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
                        withDecoderLimitConfiguration: decoding
                    )
                    try channel.pipeline.syncOperations.addHandler(
                        ConnectionHandler(
                            table: table.value,
                            clock: clock,
                            findsInterface: findsInterface,
                            respond: respond
                        )
                    )
                }
            }
            .bind(to: address).get()
        return AgentListener(host: host, channel: channel)
    }
}
