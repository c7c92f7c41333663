import NIOCore
import NIOPosix
package import NIOSSL
import Synchronization

/// A server on loopback that answers what it is told to, byte for byte.
package final class LoopbackServer: Sendable {
    /// What comes after a request.
    package enum Answer: Sendable {
        /// These bytes; then the connection is closed, or left open.
        case bytes(String, thenCloses: Bool = true)
        /// A document, whole.
        case document(String)

        /// The bytes, and whether it is over then.
        var script: (text: String, closes: Bool) {
            switch self {
            case .bytes(let text, let closes): (text, closes)
            case .document(let text):
                ("HTTP/1.1 200 OK\r\ncontent-length: \(text.utf8.count)\r\n\r\n\(text)", true)
            }
        }
    }

    private let channel: any Channel
    private let requests = Mutex<[String]>([])

    /// The request targets that were asked for, in order.
    package var targets: [String] { requests.withLock { $0 } }

    package var port: Int { channel.localAddress?.port ?? 0 }

    /// Listens with TLS, or, without, never says a word.
    package static func start(
        _ tls: TLSConfiguration?,
        answer: @escaping @Sendable (String, LoopbackServer) -> Answer = { _, _ in .document("{}") }
    ) async throws -> LoopbackServer {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let box = Mutex<LoopbackServer?>(nil)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    guard let context else { return }
                    try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    try channel.pipeline.syncOperations.addHandler(
                        Answering { target in
                            guard let server = box.withLock({ $0 }) else { return .bytes("") }
                            server.requests.withLock { $0.append(target) }
                            return answer(target, server)
                        }
                    )
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let server = LoopbackServer(channel)
        box.withLock { $0 = server }
        return server
    }

    private init(_ channel: any Channel) { self.channel = channel }

    package func stop() async { try? await channel.close() }
}

/// Reads a request's head, and writes the answer to its target.
private final class Answering: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let answer: (String) -> LoopbackServer.Answer
    private var received = ""

    init(_ answer: @escaping (String) -> LoopbackServer.Answer) { self.answer = answer }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += String(buffer: unwrapInboundIn(data))
        guard received.contains("\r\n\r\n") else { return }
        let words = received.split(separator: " ")
        received = ""
        let (text, closes) = answer(words.count > 1 ? String(words[1]) : "").script
        let written = context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)))
        if closes {
            let channel = context.channel
            written.whenComplete { _ in channel.close(promise: nil) }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
