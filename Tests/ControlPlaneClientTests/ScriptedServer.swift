import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A server on loopback that answers one script after the other, a connection each, and keeps what it was asked.
final class ScriptedServer: Sendable {
    struct Answer: Sendable {
        var status = 200
        var headers: [(String, String)] = []
        var body = ""
    }

    struct Request: Sendable {
        var head: HTTPRequestHead
        var body: String
    }

    private struct State {
        var answers: [Answer]
        var requests: [Request] = []
    }

    private let state: Mutex<State>
    private let channel: Mutex<(any Channel)?> = Mutex(nil)

    init(_ answers: Answer...) { state = Mutex(State(answers: answers)) }

    var requests: [Request] { state.withLock { $0.requests } }

    /// Runs while `body` does, and gives it the URL.
    func run<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
                    try channel.pipeline.syncOperations.addHandler(Conversation(server: self))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let result: Result
        do { result = try await body("http://127.0.0.1:\(channel.localAddress?.port ?? 0)") } catch {
            try await channel.close()
            throw error
        }
        try await channel.close()
        return result
    }

    fileprivate func answer(_ request: Request) -> Answer? {
        state.withLock { state in
            state.requests.append(request)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
    }
}

private final class Conversation: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let server: ScriptedServer
    private var head: HTTPRequestHead?
    private var body = ""

    init(server: ScriptedServer) { self.server = server }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head): self.head = head
        case .body(let bytes): body += String(buffer: bytes)
        case .end:
            guard let head, let answer = server.answer(ScriptedServer.Request(head: head, body: body)) else {
                return context.close(promise: nil)
            }
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
