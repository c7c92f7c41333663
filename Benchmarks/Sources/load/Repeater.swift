import NIOCore

/// Writes a request, waits for the whole answer, and begins again until its time is over.
final class Repeater: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let request: ByteBuffer
    private let end: NIODeadline
    private let done: EventLoopPromise<Tally>
    private var tally = Tally()
    private var sentAt = NIODeadline.now()
    private var answer = ByteBuffer()

    init(request: ByteBuffer, end: NIODeadline, done: EventLoopPromise<Tally>) {
        self.request = request
        self.end = end
        self.done = done
    }

    func channelActive(context: ChannelHandlerContext) { send(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        answer.writeBuffer(&bytes)
        guard let status = completeAnswer() else { return }
        let now = NIODeadline.now()
        tally.latencies.append((now - sentAt).nanoseconds)
        if status != 200 { tally.failures += 1 }
        answer.clear()
        if now < end { send(context) } else { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) { done.succeed(tally) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        tally.failures += 1
        context.close(promise: nil)
    }

    private func send(_ context: ChannelHandlerContext) {
        sentAt = NIODeadline.now()
        context.writeAndFlush(wrapOutboundOut(request), promise: nil)
    }

    /// The status, once the head and as many bytes as it announces are there.
    private func completeAnswer() -> Int? {
        let view = answer.readableBytesView
        guard let head = Self.firstRange(of: [13, 10, 13, 10], in: view) else { return nil }
        let text = String(decoding: view[..<head], as: UTF8.self)
        var length = 0
        for line in text.split(separator: "\r\n") where line.lowercased().hasPrefix("content-length:") {
            length = Int(line.split(separator: ":")[1].drop { $0 == " " }) ?? 0
        }
        guard view.endIndex - (head + 4) >= length else { return nil }
        return Int(text.split(separator: " ")[1])
    }

    private static func firstRange(of pattern: [UInt8], in view: ByteBufferView) -> Int? {
        var index = view.startIndex
        while index + pattern.count <= view.endIndex {
            if view[index..<index + pattern.count].elementsEqual(pattern) { return index }
            index += 1
        }
        return nil
    }
}
