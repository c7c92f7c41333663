import AWSVocabulary
import NIOCore

/// Asks a proxy for a tunnel to a service (`CONNECT`, RFC 9110 section 9.3.6), and leaves the pipeline once it is there.
final class ProxyTunnel: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Bytes of the proxy's answer.
    private static let limit = 16 * 1024

    private let proxy: Proxy
    private let service: String
    private let url: ServiceURL
    private let opened: EventLoopPromise<Void>
    private let follow: (ChannelPipeline.SynchronousOperations) throws -> Void
    private var answer: [UInt8] = []

    /// `opened` succeeds when the tunnel is there and what `follow` adds, behind it, stands in the pipeline; `service` is
    /// what messages call the service.
    init(
        proxy: Proxy,
        service: String,
        url: ServiceURL,
        opened: EventLoopPromise<Void>,
        follow: @escaping (ChannelPipeline.SynchronousOperations) throws -> Void
    ) {
        self.proxy = proxy
        self.service = service
        self.url = url
        self.opened = opened
        self.follow = follow
    }

    /// It is added to a connection that is there.
    func handlerAdded(context: ChannelHandlerContext) {
        let authority = url.hostAndPort
        var text = "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\nUser-Agent: lanyard-agent\r\n"
        if let authorization = proxy.authorization { text += "Proxy-Authorization: \(authorization.exposed)\r\n" }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text + "\r\n")), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        answer.append(contentsOf: unwrapInboundIn(data).readableBytesView)
        guard answer.count <= Self.limit else { return fail("answered with too much", context) }
        guard let end = answer.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound else { return }
        let line = String(decoding: answer.prefix { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1."), let status = Int(parts[1]) else {
            return fail("answered with something else than HTTP", context)
        }
        guard (200..<300).contains(status) else { return fail("answered CONNECT with status \(status)", context) }
        guard end == answer.count else { return fail("sent something before the service was asked", context) }
        do {
            try follow(context.pipeline.syncOperations)
            context.pipeline.syncOperations.removeHandler(self).cascade(to: opened)
        } catch {
            opened.fail(error)
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        opened.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        opened.fail(failure("ended the connection"))
    }

    private func fail(_ what: String, _ context: ChannelHandlerContext) {
        opened.fail(failure(what))
        context.close(promise: nil)
    }

    private func failure(_ what: String) -> HTTPCall.Failure {
        HTTPCall.Failure(description: "\(service) at \(url): the proxy at \(proxy) \(what)")
    }
}
