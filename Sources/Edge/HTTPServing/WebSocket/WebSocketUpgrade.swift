import Crypto
import HTTPTypes
package import HummingbirdCore
import NIOCore
import NIOSSL

/// Whether, and how, a request becomes a WebSocket.
package struct WebSocketUpgrade: Sendable {
    package typealias Sender = @Sendable ([UInt8]) async throws -> Void

    /// The protocol to answer with.
    let subprotocol: String
    /// Fields of the answer besides.
    let fields: [(name: String, value: String)]
    /// Takes the client's messages, sends binary ones, and returns at the end of the conversation.
    let run: @Sendable (AsyncStream<[UInt8]>, @escaping Sender) async throws -> Void

    package init(
        subprotocol: String,
        fields: [(name: String, value: String)] = [],
        run: @escaping @Sendable (AsyncStream<[UInt8]>, @escaping Sender) async throws -> Void
    ) {
        self.subprotocol = subprotocol
        self.fields = fields
        self.run = run
    }

    /// What becomes of a request that asks for a WebSocket.
    package enum Decision: Sendable {
        case upgrade(WebSocketUpgrade)
        case answer(Response)
    }

    /// Decides about a request that asks for a WebSocket; nil answers it as any other.
    package typealias Decider = @Sendable (Request, Peer) async -> Decision?

    /// The key of a request that asks for a WebSocket (RFC 6455 section 4.2.1).
    static func key(of request: Request) -> String? {
        let fields = request.headers
        guard request.method == .get, fields[.upgrade]?.lowercased() == "websocket",
            fields[.secWebSocketVersion] == "13", let key = fields[.secWebSocketKey], key.utf8.count == 24
        else { return nil }
        return key
    }

    /// Takes the connection over, holds the conversation, and closes the connection.
    ///
    /// The handler is put before those of HTTP, which hear nothing more.
    func hold(_ channel: any Channel, key: String) async throws {
        let (bytes, received) = AsyncStream<[UInt8]>.makeStream()
        let context = try await channel.eventLoop.submit {
            let pipeline = channel.pipeline.syncOperations
            let handler = ConnectionTakeover(received: received)
            if let secure = try? pipeline.handler(type: NIOSSLServerHandler.self) {
                try pipeline.addHandler(handler, name: Self.handlerName, position: .after(secure))
            } else {
                try pipeline.addHandler(handler, name: Self.handlerName, position: .first)
            }
            return NIOLoopBound(try pipeline.context(name: Self.handlerName), eventLoop: channel.eventLoop)
        }.get()
        let write: Sender = { bytes in
            try await channel.eventLoop.flatSubmit {
                let promise = channel.eventLoop.makePromise(of: Void.self)
                context.value.writeAndFlush(ConnectionTakeover.outbound(bytes), promise: promise)
                return promise.futureResult
            }.get()
        }
        let answer = """
            HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
            Sec-WebSocket-Accept: \(Self.accept(key))\r\nSec-WebSocket-Protocol: \(subprotocol)\r\n\
            \(fields.map { "\($0.name): \($0.value)\r\n" }.joined())\r\n
            """
        try await write(Array(answer.utf8))
        try await converse(bytes, write)
        try? await channel.close()
    }

    private func converse(_ bytes: AsyncStream<[UInt8]>, _ write: @escaping Sender) async throws {
        let (messages, output) = AsyncStream<[UInt8]>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { output.finish() }
                var frames = WebSocketFrames()
                for await piece in bytes {
                    do throws(WebSocketFrames.Violation) {
                        for event in try frames.read(piece) {
                            switch event {
                            case .message(let message): output.yield(message)
                            case .ping(let content):
                                try? await write(WebSocketFrames.frame(WebSocketFrames.Opcode.pong, content))
                            case .close: return
                            }
                        }
                    } catch {
                        try? await write(WebSocketFrames.close(error.status))
                        return
                    }
                }
            }
            group.addTask {
                try await run(messages) { try await write(WebSocketFrames.frame(WebSocketFrames.Opcode.binary, $0)) }
                try? await write(WebSocketFrames.close(1000))
                // The client closes in turn; its end ends the reading.
                try? await Task.sleep(for: .seconds(1))
            }
            defer { group.cancelAll() }
            // Whichever ends: the reading, and then the command is cancelled once it has heard of it; or the command.
            try await group.next()
            output.finish()
            try await group.next()
        }
    }

    private static let handlerName = "websocket"

    /// RFC 6455 section 4.2.2.
    static func accept(_ key: String) -> String {
        let digest = Insecure.SHA1.hash(data: Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        let bytes = Array(digest)
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word = 0
            for (index, byte) in group.enumerated() { word |= Int(byte) << (16 - 8 * index) }
            for index in 0..<4 { text.append(index <= group.count ? digits[word >> (18 - 6 * index) & 63] : "=") }
        }
        return text
    }
}

/// Hands the bytes of a connection to a stream, and none to the handlers after it.
private final class ConnectionTakeover: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    static func outbound(_ bytes: [UInt8]) -> NIOAny { wrapOutboundOut(ByteBuffer(bytes: bytes)) }

    private let received: AsyncStream<[UInt8]>.Continuation

    init(received: AsyncStream<[UInt8]>.Continuation) {
        self.received = received
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.yield(Array(unwrapInboundIn(data).readableBytesView))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { received.finish() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        received.finish()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        received.finish()
        context.close(promise: nil)
    }
}
