import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// An HTTP server on a free port of the loopback interface that answers as a test says, and notes what it was asked.
final class FakeService: Sendable {
    struct Call: Sendable {
        let method: String
        let path: String
        let headers: HTTPHeaders
        let body: String
    }

    struct Answer: Sendable {
        var status = 200
        var headers: [(String, String)] = []
        var body = ""
    }

    /// Nil for no answer at all.
    typealias Script = @Sendable (Call, Int) -> Answer?

    private let noted = Mutex<[Call]>([])
    private let channel = Mutex<(any Channel)?>(nil)
    private let script: Script

    init(_ script: @escaping Script) async throws {
        self.script = script
        let bound = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                    try channel.pipeline.syncOperations.addHandler(Handler(service: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        channel.withLock { $0 = bound }
    }

    var listener: (any Channel)? { channel.withLock { $0 } }
    var calls: [Call] { noted.withLock { $0 } }
    var url: String { "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port ?? 0 })" }

    func stop() async throws { try await channel.withLock { $0 }?.close() }

    private func answer(_ call: Call) -> Answer? {
        let number = noted.withLock { calls in
            calls.append(call)
            return calls.count
        }
        return script(call, number)
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = HTTPServerRequestPart
        typealias OutboundOut = HTTPServerResponsePart

        private let service: FakeService
        private var head: HTTPRequestHead?
        private var body = ""

        init(service: FakeService) { self.service = service }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            switch unwrapInboundIn(data) {
            case .head(let head): (self.head, body) = (head, "")
            case .body(let bytes): body += String(buffer: bytes)
            case .end:
                guard let head else { return }
                let call = Call(method: head.method.rawValue, path: head.uri, headers: head.headers, body: body)
                guard let answer = service.answer(call) else { return }
                var headers = HTTPHeaders(answer.headers)
                headers.add(name: "content-length", value: String(answer.body.utf8.count))
                let status = HTTPResponseStatus(statusCode: answer.status)
                context.write(
                    wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))),
                    promise: nil
                )
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
                context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            }
        }
    }
}
