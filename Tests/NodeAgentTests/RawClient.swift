import NIOCore
import NIOPosix

/// A connection that sends bytes as they are, and collects what comes until the other side closes.
struct RawClient: Sendable {
    private let channel: any Channel
    private let received: EventLoopFuture<String>

    static func connect(to authority: String, from source: String? = nil) async throws -> RawClient {
        let parts = authority.split(separator: ":")
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let promise = loop.makePromise(of: String.self)
        var bootstrap = ClientBootstrap(group: loop)
        if let source { bootstrap = try bootstrap.bind(to: SocketAddress(ipAddress: source, port: 0)) }
        let connected =
            bootstrap
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(promise: promise))
                }
            }
            .connect(host: String(parts[0]), port: Int(parts[1]) ?? 0)
        connected.whenFailure { promise.fail($0) }
        return RawClient(channel: try await connected.get(), received: promise.futureResult)
    }

    /// Sends on a connection of its own, and gives back all of the answer.
    static func exchange(
        _ text: String,
        with authority: String,
        from source: String? = nil
    ) async throws -> String {
        let client = try await connect(to: authority, from: source)
        client.send(text)
        return try await client.rest()
    }

    func send(_ text: String) { channel.writeAndFlush(ByteBuffer(string: text), promise: nil) }

    /// Everything that came, once the other side has closed.
    func rest() async throws -> String { try await received.get() }

    func close() async { try? await channel.close() }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let promise: EventLoopPromise<String>
        private var text = ""

        init(promise: EventLoopPromise<String>) { self.promise = promise }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { text += String(buffer: unwrapInboundIn(data)) }
        func channelInactive(context: ChannelHandlerContext) { promise.succeed(text) }
        // A reset ends the connection like a close; what came before it counts.
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
