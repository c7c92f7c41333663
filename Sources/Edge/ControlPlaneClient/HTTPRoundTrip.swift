import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One request and its answer on a connection of their own.
enum HTTPRoundTrip {
    struct Answer: Sendable {
        let status: Int
        let requestID: String?
        /// `x-amzn-errortype` without what follows the name.
        let errorType: String?
        let body: [UInt8]
    }

    private static let maximumBytes = 64 * 1024 * 1024
    private static let timeout = TimeAmount.seconds(30)

    /// Posts to `/`.
    ///
    /// - Throws: `CallError.unreachable` or `.unreadable`.
    static func post(
        to endpoint: Endpoint,
        headers: [(name: String, value: String)],
        body: [UInt8]
    ) async throws(CallError) -> Answer {
        try await send(.POST, "/", to: endpoint, headers: headers, body: body)
    }

    /// - Throws: `CallError.unreachable` or `.unreadable`.
    static func send(
        _ method: HTTPMethod,
        _ target: String,
        to endpoint: Endpoint,
        headers: [(name: String, value: String)],
        body: [UInt8]
    ) async throws(CallError) -> Answer {
        do {
            let channel = try await connect(to: endpoint)
            return try await channel.executeThenClose { inbound, outbound in
                var fields = HTTPHeaders(headers.map { ($0.name, $0.value) })
                fields.add(name: "content-length", value: String(body.count))
                fields.add(name: "connection", value: "close")
                let head = HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: fields)
                try await outbound.write(contentsOf: [
                    .head(head), .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil),
                ])
                return try await read(inbound, from: endpoint)
            }
        } catch let error as CallError {
            throw error
        } catch {
            let single = (error as? NIOConnectionError)?.connectionErrors.first?.error ?? error
            let reason = (single as? IOError).map { String(cString: strerror($0.errnoCode)) } ?? "\(single)"
            throw .unreachable(endpoint: endpoint.description, reason: reason)
        }
    }

    private static func connect(
        to endpoint: Endpoint
    ) async throws -> NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart> {
        let tls = endpoint.isSecure ? try tls(endpoint) : nil
        let serverName = isAddress(endpoint.host) ? nil : endpoint.host
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(timeout)
            .connect(host: endpoint.host, port: endpoint.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: serverName)
                        )
                    }
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(IdleStateHandler(readTimeout: timeout))
                    try channel.pipeline.syncOperations.addHandler(CloseWhenIdle())
                    return try NIOAsyncChannel(wrappingChannelSynchronously: channel)
                }
            }
    }

    private static func tls(_ endpoint: Endpoint) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.shutdownTimeout = .milliseconds(100)
        if let authorities = endpoint.authorities {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(authorities))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    /// Addresses are no server names in TLS; the certificate is checked for them all the same.
    private static func isAddress(_ host: String) -> Bool {
        host.contains(":") || host.allSatisfy { $0.isNumber || $0 == "." }
    }

    private static func read(
        _ inbound: NIOAsyncChannelInboundStream<HTTPClientResponsePart>,
        from endpoint: Endpoint
    ) async throws -> Answer {
        var status = 0
        var requestID: String?
        var errorType: String?
        var body: [UInt8] = []
        for try await part in inbound {
            switch part {
            case .head(let head):
                status = Int(head.status.code)
                requestID = head.headers.first(name: "x-amzn-requestid")
                errorType = head.headers.first(name: "x-amzn-errortype")
                    .map { String($0.prefix { $0 != ":" && $0 != "," }) }
            case .body(let bytes):
                guard body.count + bytes.readableBytes <= maximumBytes else {
                    throw CallError.unreadable(endpoint: endpoint.description, reason: "its body is too large")
                }
                body.append(contentsOf: bytes.readableBytesView)
            case .end: return Answer(status: status, requestID: requestID, errorType: errorType, body: body)
            }
        }
        throw CallError.unreachable(endpoint: endpoint.description, reason: "the connection ended before the answer")
    }
}

/// Ends a connection on which nothing arrives any more.
private final class CloseWhenIdle: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPClientResponsePart

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is IdleStateHandler.IdleStateEvent else { return context.fireUserInboundEventTriggered(event) }
        context.close(promise: nil)
    }
}
