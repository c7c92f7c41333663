import NIOCore
import NIOPosix
import Synchronization

/// An HTTP proxy on loopback that makes tunnels to one port, whatever it is asked for, and notes what that was.
final class ConnectProxy: Sendable {
    private let noted = Mutex<[String]>([])
    private let channel = Mutex<(any Channel)?>(nil)

    init(to port: Int) async throws {
        let bound = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Accepting(port: port, proxy: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        channel.withLock { $0 = bound }
    }

    var url: String { "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port ?? 0 })" }
    /// The heads of requests, as they came.
    var heads: [String] { noted.withLock { $0 } }

    private final class Accepting: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let port: Int
        private let proxy: ConnectProxy
        private var head = ""
        private var other: (any Channel)?

        init(port: Int, proxy: ConnectProxy) {
            self.port = port
            self.proxy = proxy
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            if let other { return other.writeAndFlush(bytes, promise: nil) }
            head += String(buffer: bytes)
            guard head.hasSuffix("\r\n\r\n") else { return }
            proxy.noted.withLock { $0.append(head) }
            let channel = context.channel
            let connected = ClientBootstrap(group: context.eventLoop)
                .channelInitializer { service in
                    service.eventLoop.makeCompletedFuture {
                        try service.pipeline.syncOperations.addHandler(Returning(client: channel))
                    }
                }
                .connect(host: "127.0.0.1", port: port)
            connected.assumeIsolated().whenComplete { result in
                guard case .success(let service) = result else { return channel.close(promise: nil) }
                self.other = service
                channel.writeAndFlush(ByteBuffer(string: "HTTP/1.1 200 Connection established\r\n\r\n"), promise: nil)
            }
        }

        func channelInactive(context: ChannelHandlerContext) { other?.close(promise: nil) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    private final class Returning: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let client: any Channel

        init(client: any Channel) { self.client = client }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            client.writeAndFlush(unwrapInboundIn(data), promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { client.close(promise: nil) }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }
}
