import AWSVocabulary
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// One request to one service on a connection of its own, bounded in time and size.
struct HTTPCall: Sendable {
    /// Time limits in milliseconds.
    struct Limits: Sendable {
        var connecting: Int64
        var total: Int64
        var answerBytes = 256 * 1024
    }

    struct Request: Sendable {
        var method = "GET"
        var path: String
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []
    }

    struct Answer: Sendable {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: [UInt8]

        /// The first field of a name in lower case.
        func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
    }

    /// No answer came; the sentence says what was waited for.
    struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
        let description: String
        var isTimeout = false
    }

    /// What the caller calls the service.
    let service: String
    let url: ServiceURL
    let limits: Limits
    let loop: any EventLoop
    /// Needed for https.
    let trust: TrustStore
    var route = ProxyRules.Route.direct

    func send(_ request: Request) async throws(Failure) -> Answer {
        do {
            return try await start(request).get()
        } catch let failure as Failure {
            throw failure
        } catch {
            let way = proxy.map { " through the proxy at \($0)" } ?? ""
            throw Failure(description: "\(service) at \(url)\(way): \(Self.reason(error))")
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            let problem =
                error.connectionErrors.first.map { reason($0.error) }
                ?? (error.dnsAError ?? error.dnsAAAAError).map { "the name cannot be resolved: \($0)" }
            return problem ?? "no connection"
        case let error as IOError: return SystemError.text(error.errnoCode)
        default: return "\(error)"
        }
    }

    private func start(_ request: Request) async throws -> EventLoopFuture<Answer> {
        if case .unusable(let reason) = route { throw Failure(description: "\(service) at \(url): \(reason)") }
        let promise = loop.makePromise(of: Answer.self)
        let progress = CallProgress()
        let context = url.isSecure ? try trust.context() : nil
        let proxy = proxy
        let (host, port) = (proxy?.host ?? url.host, proxy?.port ?? url.port)
        let timer = loop.scheduleTask(in: .milliseconds(limits.total)) {
            promise.fail(Failure(description: self.timeout(at: progress.stage, self.limits.total), isTimeout: true))
            progress.channel?.close(promise: nil)
        }
        promise.futureResult.whenComplete { _ in timer.cancel() }
        let addHandlers: @Sendable (ChannelPipeline.SynchronousOperations) throws -> Void = { pipeline in
            if let context {
                try pipeline.addHandler(NIOSSLClientHandler(context: context, serverHostname: serverName))
            }
            try pipeline.addHTTPClientHandlers()
            try pipeline.addHandler(AnswerCollector(promise: promise, progress: progress, limit: limits.answerBytes))
        }
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(.milliseconds(limits.connecting))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if proxy == nil || !url.isSecure { try addHandlers(channel.pipeline.syncOperations) }
                }
            }
        let connected =
            if let address = try? SocketAddress(ipAddress: host, port: port) {
                bootstrap.connect(to: address)
            } else {
                bootstrap.connect(host: host, port: port)
            }
        let head = head(of: request)
        let ready = connected.flatMap { channel in
            guard let proxy, url.isSecure else { return channel.eventLoop.makeSucceededFuture(channel) }
            progress.reached(channel)
            let opened = channel.eventLoop.makePromise(of: Void.self)
            do {
                try channel.pipeline.syncOperations.addHandler(
                    ProxyTunnel(proxy: proxy, service: service, url: url, opened: opened, follow: addHandlers)
                )
            } catch {
                opened.fail(error)
            }
            return opened.futureResult.map { channel }
        }
        ready.whenComplete { result in
            switch result {
            case .success(let channel):
                progress.connected(channel)
                channel.write(HTTPClientRequestPart.head(head), promise: nil)
                channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(bytes: request.body))), promise: nil)
                channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
            case .failure(ChannelError.connectTimeout):
                let words = timeout(at: .connecting, limits.connecting)
                promise.fail(Failure(description: words, isTimeout: true))
            case .failure(let error): promise.fail(error)
            }
        }
        return promise.futureResult
    }

    /// The proxy that the call goes through; nil if there is none.
    private var proxy: Proxy? {
        guard case .through(let proxy) = route else { return nil }
        return proxy
    }

    private func head(of request: Request) -> HTTPRequestHead {
        var headers = HTTPHeaders(request.headers.map { ($0.name, $0.value) })
        headers.replaceOrAdd(name: "host", value: url.authority)
        if request.method != "GET" || !request.body.isEmpty {
            headers.add(name: "content-length", value: String(request.body.count))
        }
        headers.add(name: "user-agent", value: "lanyard-agent")
        headers.add(name: "connection", value: "close")
        // Without TLS the proxy itself reads the request, which names the service in full.
        let origin = proxy != nil && !url.isSecure ? "http://\(url.authority)" : ""
        if !origin.isEmpty, let authorization = proxy?.authorization {
            headers.add(name: "proxy-authorization", value: authorization.exposed)
        }
        return HTTPRequestHead(
            version: .http1_1,
            method: HTTPMethod(rawValue: request.method),
            uri: origin + url.basePath + request.path,
            headers: headers
        )
    }

    private func timeout(at stage: CallProgress.Stage, _ milliseconds: Int64) -> String {
        let missing =
            switch stage {
            case .connecting: "no connection"
            case .tunnelling: "no tunnel"
            case .waiting: url.isSecure ? "no TLS session and answer" : "no answer"
            case .reading: "no whole answer"
            }
        let way = proxy.map { " through the proxy at \($0)" } ?? ""
        return "\(service) at \(url)\(way): \(missing) within \(milliseconds) ms"
    }

    /// The name that the certificate must have; nil for addresses, which are checked as such.
    private var serverName: String? { (try? SocketAddress(ipAddress: url.host, port: 0)) == nil ? url.host : nil }
}

/// How far a call has come.
private final class CallProgress: Sendable {
    enum Stage { case connecting, tunnelling, waiting, reading }

    private let state = Mutex<(stage: Stage, channel: (any Channel)?)>((.connecting, nil))

    var stage: Stage { state.withLock { $0.stage } }
    var channel: (any Channel)? { state.withLock { $0.channel } }

    /// The proxy has taken the connection.
    func reached(_ channel: any Channel) { state.withLock { $0 = (.tunnelling, channel) } }
    /// The service is there to be asked.
    func connected(_ channel: any Channel) { state.withLock { $0 = (.waiting, channel) } }
    func reading() { state.withLock { $0.stage = .reading } }
}

/// Puts an answer together.
private final class AnswerCollector: ChannelInboundHandler {
    typealias InboundIn = HTTPClientResponsePart

    private let promise: EventLoopPromise<HTTPCall.Answer>
    private let progress: CallProgress
    private let limit: Int
    private var head: HTTPResponseHead?
    private var body: [UInt8] = []

    init(promise: EventLoopPromise<HTTPCall.Answer>, progress: CallProgress, limit: Int) {
        self.promise = promise
        self.progress = progress
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            progress.reading()
        case .body(let bytes):
            guard body.count + bytes.readableBytes <= limit else {
                promise.fail(HTTPCall.Failure(description: "an answer has more than \(limit) bytes"))
                return context.close(promise: nil)
            }
            body.append(contentsOf: bytes.readableBytesView)
        case .end:
            guard let head else { return }
            promise.succeed(
                HTTPCall.Answer(
                    status: Int(head.status.code),
                    headers: head.headers.map { ($0.name, $0.value) },
                    body: body
                )
            )
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A server that closes its TLS session without saying so has answered all the same.
        if case NIOSSLError.uncleanShutdown = error { return }
        promise.fail(error)
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        promise.fail(HTTPCall.Failure(description: "the connection ended before the answer"))
    }
}
