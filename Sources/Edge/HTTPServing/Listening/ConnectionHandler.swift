import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Puts a connection's requests together and hands them, one at a time, to the task that answers them.
///
/// A short body is collected first, so that its request arrives whole; a longer one, or one of unknown length, arrives as a
/// stream that holds up the reading while nobody takes from it. What a client sends before its answer waits, and so does
/// the reading of more. A client that expects to be told to go on (RFC 9110 section 10.1.1) is told when its body is wanted.
/// Only used on the connection's event loop.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = Never
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// Bodies up to this size, in bytes, are collected.
    private static let collected = 64 * 1024
    /// How much of a body that nobody wants is read, in bytes, so that its client gets to read the answer.
    private static let tolerated = 64 * 1024 * 1024
    /// How long a client may take to send a body that is collected, or to read some of an answer.
    private static let patience = TimeAmount.seconds(75)
    /// How long a client may keep a connection after its last answer.
    private static let leave = TimeAmount.seconds(5)

    /// What has come of the request that is arriving.
    private enum Arriving {
        case nothing
        case collecting(HTTPRequest, ByteBuffer)
        case streaming(ArrivingBody.Source)
        /// The rest of a body that nobody wants, and how many bytes of it may come.
        case unwanted(Int)
    }

    /// Why no request follows.
    private enum End {
        case closed
        case malformed
    }

    private var context: ChannelHandlerContext?
    private var arriving = Arriving.nothing
    /// Whether a request was handed over, or is about to be, and its answer is not finished.
    private var isBusy = false
    private var ready: Request?
    private var backlog = CircularBuffer<HTTPRequestPart>()
    private var end: End?
    private var wantsRequest: CheckedContinuation<Request?, Never>?
    private var wantsToWrite: CheckedContinuation<Void, Never>?
    private var isBodyFull = false
    private var owesRead = false
    /// The request's client waits to be told that its body is wanted.
    private var isUninvited = false
    private var whenGone: (() -> Void)?
    private var arrival = ClosingTimer()
    private var stall = ClosingTimer()
    private var leaving = ClosingTimer()

    /// Whether the connection's last bytes were no HTTP.
    var isMalformed: Bool { end == .malformed }

    /// Whether the client may still hold back the body of the request that is answered: then nobody can tell what comes next.
    var holdsBackBody: Bool { isUninvited }

    // MARK: The task's side

    /// Hands over the next request, or nil at the end, when there is one; the request before is answered.
    func deliverNext(to continuation: CheckedContinuation<Request?, Never>) {
        // The first request may have come before the task that asks for it.
        if ready == nil { finishRequest() }
        if let request = ready {
            ready = nil
            continuation.resume(returning: request)
        } else if end != nil {
            continuation.resume(returning: nil)
        } else {
            wantsRequest = continuation
        }
        readIfOwed()
    }

    /// Goes on to what came after a request that is answered now.
    private func finishRequest() {
        isBusy = false
        isUninvited = false
        whenGone = nil
        if case .streaming(let source) = arriving {
            source.finish()
            arriving = .unwanted(Self.tolerated)
            isBodyFull = false
        }
        while !isWholeRequestThere, let part = backlog.popFirst() { accept(part) }
        // The rest of a body that the end cut short does not come.
        if let end { finish(end) }
    }

    /// Queues part of an answer.
    ///
    /// - Throws: `Connection.Ended`.
    func write(_ part: HTTPResponsePart) throws(Connection.Ended) {
        guard let context else { throw Connection.Ended() }
        context.write(wrapOutboundOut(part), promise: nil)
    }

    /// Sends what is queued.
    func flush() {
        context?.flush()
    }

    /// Resumes when more can be queued, or when the connection is gone.
    func tellWhenWritable(_ continuation: CheckedContinuation<Void, Never>) {
        guard let context, !context.channel.isWritable else { return continuation.resume() }
        wantsToWrite = continuation
        stall.start(Self.patience, context.channel)
    }

    /// Calls once the client has sent its last, at the latest when the connection closes; not after the answer.
    func tellWhenGone(_ action: @escaping () -> Void) {
        if end == .closed || context == nil { action() } else { whenGone = action }
    }

    /// Says that nothing follows, and waits for the client to leave, but not for ever.
    func sayGoodbye() {
        guard let context else { return }
        leaving.start(Self.leave, context.channel)
        context.close(mode: .output, promise: nil)
    }

    // MARK: The channel's side

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish(.closed)
        self.context = nil
        resumeWriting()
        arrival.stop()
        leaving.stop()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if isWholeRequestThere { backlog.append(part) } else { accept(part) }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if case .collecting = arriving { arrival.start(Self.patience, context.channel) }
        context.fireChannelReadComplete()
    }

    func read(context: ChannelHandlerContext) {
        if isHeldUp { owesRead = true } else { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { resumeWriting() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { finish(.closed) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else {
            finish(.closed)
            return context.close(promise: nil)
        }
        finish(.malformed)
    }

    // MARK: Putting requests together

    private var isWholeRequestThere: Bool {
        if case .nothing = arriving { isBusy } else { false }
    }

    private func accept(_ part: HTTPRequestPart) {
        switch (arriving, part) {
        case (.nothing, .head(let head)):
            let isUninvited = head.headerFields[.expect]?.lowercased() == "100-continue"
            self.isUninvited = isUninvited
            guard let loop = context?.eventLoop, !Self.isCollected(head) else {
                arriving = .collecting(head, ByteBuffer())
                return invite()
            }
            let this = NIOLoopBound(self, eventLoop: loop)
            let (body, source) = ArrivingBody.make(
                more: { loop.execute { this.value.takeMore() } },
                invite: isUninvited ? { @Sendable in loop.execute { this.value.invite() } } : nil
            )
            arriving = .streaming(source)
            deliver(Request(head: head, body: body))
        case (.collecting(let head, var body), .body(var bytes)):
            // The first bytes are kept as they are, for most bodies come in one piece.
            arriving = .nothing
            if body.readableBytes == 0 { body = bytes } else { body.writeBuffer(&bytes) }
            arriving = .collecting(head, body)
        case (.collecting(let head, let body), .end):
            arriving = .nothing
            arrival.stop()
            deliver(Request(head: head, body: RequestBody(buffer: body)))
        case (.streaming(let source), .body(let bytes)):
            isUninvited = false
            if case .stopProducing = source.yield(bytes) { isBodyFull = true }
        case (.streaming(let source), .end):
            source.finish()
            arriving = .nothing
        case (.unwanted, .end): arriving = .nothing
        case (.unwanted(let rest), .body(let bytes)):
            arriving = .unwanted(max(rest - bytes.readableBytes, 0))
            if bytes.readableBytes > rest {
                isBodyFull = true
                finish(.closed)
            }
        case (.nothing, _), (_, .head): finish(.malformed)
        }
    }

    private static func isCollected(_ head: HTTPRequest) -> Bool {
        if let length = head.headerFields[.contentLength] { return Int(length).map { $0 <= collected } ?? false }
        return head.headerFields[.transferEncoding] == nil
    }

    /// Tells a client that waits for it to send its body; not once its answer has begun.
    private func invite() {
        guard isUninvited, let context else { return }
        isUninvited = false
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    private func deliver(_ request: Request) {
        isBusy = true
        guard let wanting = wantsRequest else {
            ready = request
            return
        }
        wantsRequest = nil
        wanting.resume(returning: request)
    }

    private func finish(_ end: End) {
        var end = end
        switch arriving {
        case .nothing: break
        case .collecting: arriving = .unwanted(0)
        // What breaks in the middle of a request that was handed over has that one's answer, and none besides.
        case .streaming(let source):
            source.finish(Connection.Ended())
            arriving = .unwanted(0)
            end = .closed
            self.end = end
        case .unwanted: end = .closed
        }
        self.end = self.end ?? end
        if end == .closed {
            whenGone?()
            whenGone = nil
        }
        guard let wanting = wantsRequest else { return }
        wantsRequest = nil
        wanting.resume(returning: nil)
    }

    private func resumeWriting() {
        stall.stop()
        wantsToWrite?.resume()
        wantsToWrite = nil
    }

    // MARK: Holding up

    private var isHeldUp: Bool { isBodyFull || !backlog.isEmpty }

    private func takeMore() {
        isBodyFull = false
        readIfOwed()
    }

    private func readIfOwed() {
        guard owesRead, !isHeldUp else { return }
        owesRead = false
        context?.read()
    }
}
