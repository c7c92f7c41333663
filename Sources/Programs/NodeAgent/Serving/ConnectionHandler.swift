import Ambient
import NIOCore
import NIOHTTP1

/// One connection: reads requests, has them answered one by one, and keeps to the limits.
final class ConnectionHandler: ChannelInboundHandler, ConnectionTable.Member {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let respond: Responder
    private let table: ConnectionTable
    private let clock: WallClock
    private var context: ChannelHandlerContext?
    private var place = ClientPlace(address: "")
    private var port = 0
    private let findsInterface: Bool
    private var head: HTTPRequestHead?
    private var bodyBytes = 0
    private var abandon: (@Sendable () -> Void)?
    private var isFinishing = false
    private(set) var waitingSince: NIODeadline? = .now()

    /// With `findsInterface`, requests tell the interface that their connection came in by.
    init(table: ConnectionTable, clock: WallClock, findsInterface: Bool = false, respond: @escaping Responder) {
        self.table = table
        self.findsInterface = findsInterface
        self.clock = clock
        self.respond = respond
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        isFinishing = table.isDraining
        table.add(self)
    }

    func channelActive(context: ChannelHandlerContext) {
        let address = context.remoteAddress?.ipAddress ?? ""
        place = ClientPlace(address: address)
        port = context.remoteAddress?.port ?? 0
        if findsInterface {
            // On the loop this is there at once, before anything is read.
            ArrivalInterface.index(of: context.channel).assumeIsolated().whenSuccess {
                self.place = ClientPlace(address: address, interface: $0)
            }
        }
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        table.remove(self)
        abandon?()
        abandon = nil
        self.context = nil
    }

    func close() {
        context?.close(promise: nil)
    }

    func finish() {
        isFinishing = true
        if waitingSince != nil, head == nil { close() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            bodyBytes = 0
        case .body(let bytes):
            bodyBytes += bytes.readableBytes
            guard bodyBytes > table.limits.bodyBytes, let head else { return }
            isFinishing = true
            self.head = nil
            write(.error(413, "413 Request Entity Too Large"), to: head)
        case .end:
            guard let head else { return }
            waitingSince = nil
            answer(head, context.eventLoop)
        }
    }

    private func answer(_ head: HTTPRequestHead, _ loop: any EventLoop) {
        let request = AgentRequest(
            target: head.uri,
            host: head.headers.first(name: "host") ?? "",
            authorization: head.headers.first(name: "authorization") ?? "",
            place: place,
            port: port
        )
        switch respond(request, loop) {
        case .now(let response): write(response, to: head)
        case .later(let future, let abandon):
            self.abandon = abandon
            future.assumeIsolated().whenComplete { result in
                self.abandon = nil
                self.write((try? result.get()) ?? .error(500, "Internal Server Error"), to: head)
            }
        }
    }

    private func write(_ response: AgentResponse, to head: HTTPRequestHead) {
        guard let context else { return }
        self.head = nil
        waitingSince = .now()
        let closes = isFinishing || !head.isKeepAlive
        var headers = HTTPHeaders()
        headers.reserveCapacity(6)
        if !response.contentType.isEmpty { headers.add(name: "Content-Type", value: response.contentType) }
        if response.isError { headers.add(name: "X-Content-Type-Options", value: "nosniff") }
        headers.add(name: "Content-Length", value: String(response.body.count))
        headers.add(name: "Date", value: clock.now.httpDate)
        if closes { headers.add(name: "Connection", value: "close") }
        let answerHead = HTTPResponseHead(
            version: head.version,
            status: HTTPResponseStatus(statusCode: response.status),
            headers: headers
        )
        context.write(wrapOutboundOut(.head(answerHead)), promise: nil)
        if head.method != .HEAD, !response.body.isEmpty {
            let body = context.channel.allocator.buffer(bytes: response.body)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        }
        guard closes else { return context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil) }
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in self.close() }
    }

    /// A request that cannot be read is answered as Go's server does, and ends the connection.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let parserError = error as? HTTPParserError, waitingSince != nil else { return close() }
        isFinishing = true
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "")
        let isTooLarge = parserError == .headerOverflow
        write(
            .error(isTooLarge ? 431 : 400, isTooLarge ? "431 Request Header Fields Too Large" : "400 Bad Request"),
            to: head
        )
    }
}
