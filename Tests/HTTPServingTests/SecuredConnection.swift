import LoopbackTLS
import NIOCore
import NIOPosix
import NIOSSL

/// A client's connection over TLS that sends bytes and waits for the end.
struct SecuredConnection {
    private let channel: any Channel
    private let answers: AsyncStream<String>

    static func open(_ port: Int, trusting authority: TestAuthority) async throws -> SecuredConnection {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authority.pem.utf8)))
        let context = try NIOSSLContext(configuration: configuration)
        let (answers, answer) = AsyncStream<String>.makeStream()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        try NIOSSLClientHandler(context: context, serverHostname: "localhost"), Reader(answer: answer),
                    ])
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return SecuredConnection(channel: channel, answers: answers)
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    /// What comes until it satisfies a condition, or the other side closes.
    func read(until isEnough: (String) -> Bool) async -> String {
        var text = ""
        for await piece in answers {
            text += piece
            if isEnough(text) { break }
        }
        return text
    }

    /// Says goodbye as TLS does.
    func close() async throws {
        try await channel.close()
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let answer: AsyncStream<String>.Continuation

        init(answer: AsyncStream<String>.Continuation) {
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            answer.yield(String(buffer: unwrapInboundIn(data)))
        }

        func channelInactive(context: ChannelHandlerContext) {
            answer.finish()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            answer.finish()
            context.close(promise: nil)
        }
    }
}
