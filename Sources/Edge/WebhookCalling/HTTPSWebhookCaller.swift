package import KubernetesService
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Posts reviews over https, a connection each, with everything bounded: time, size, and no redirects.
package struct HTTPSWebhookCaller: WebhookCaller {
    private typealias Channel = NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>

    private static let maximumAnswer = 3 << 20

    package init() {}

    package func post(_ call: WebhookCall) async throws(WebhookFailure) -> [UInt8] {
        do {
            return try await Self.withinTime(of: call) { try await exchange(call) }
        } catch let failure as WebhookFailure {
            throw failure
        } catch {
            throw WebhookFailure(Self.words(error, call))
        }
    }

    private static func words(_ error: any Error, _ call: WebhookCall) -> String {
        let place = "Post \"https://\(call.authority)\(call.target)\""
        if error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError {
            return "\(place): the certificate is not valid for \(call.serverName) under the caBundle, or there is no "
                + "TLS: \(reason(error))"
        }
        let single = (error as? NIOConnectionError)?.connectionErrors.first?.error ?? error
        if let failure = single as? IOError {
            let reason = String(cString: strerror(failure.errnoCode)).lowercased()
            return "\(place): dial tcp \(call.host):\(call.port): connect: \(reason)"
        }
        return "\(place): \(error)"
    }

    /// What an error of TLS says, without the place in the library's source where it arose.
    private static func reason(_ error: any Error) -> String {
        "\(error)".replacing(/\ at [^,\]]+:[0-9]+/, with: "")
    }

    private static func withinTime(
        of call: WebhookCall,
        _ work: @escaping @concurrent @Sendable () async throws -> [UInt8]
    ) async throws -> [UInt8] {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask(operation: work)
            group.addTask {
                try await Task.sleep(for: .seconds(call.seconds))
                throw WebhookFailure(
                    "Post \"https://\(call.authority)\(call.target)\": context deadline exceeded "
                        + "(no answer within \(call.seconds) seconds)"
                )
            }
            defer { group.cancelAll() }
            guard let value = try await group.next() else { throw CancellationError() }
            return value
        }
    }

    private func connect(_ call: WebhookCall) async throws -> Channel {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        // A webhook that does not answer is not waited for again when the connection is closed.
        configuration.shutdownTimeout = .milliseconds(100)
        if let pem = call.certificateAuthorities {
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))
        }
        let context = try NIOSSLContext(configuration: configuration)
        let address = try await Self.address(call.host, call.port)
        // Addresses are checked against the certificate as such.
        let isName = !call.serverName.contains(":") && !call.serverName.allSatisfy { $0.isNumber || $0 == "." }
        let name = isName ? call.serverName : nil
        return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connectTimeout(.seconds(Int64(call.seconds)))
            .connect(to: address) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try NIOSSLClientHandler(context: context, serverHostname: name)
                    try channel.pipeline.syncOperations.addHandler(handler)
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try Channel(wrappingChannelSynchronously: channel)
                }
            }
    }

    /// Asking for names blocks threads for as long as a name server likes, so it has a few of its own.
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
        return threads
    }()

    /// The first address of a host; those who stop waiting for it are not held up.
    private static func address(_ host: String, _ port: Int) async throws -> SocketAddress {
        let (results, found) = AsyncStream.makeStream(of: Result<SocketAddress, any Error>.self)
        threads.submit { state in
            if case .active = state {
                found.yield(Result { try SocketAddress.makeAddressResolvingHost(host, port: port) })
            }
            found.finish()
        }
        for await result in results { return try result.get() }
        throw CancellationError()
    }

    private func exchange(_ call: WebhookCall) async throws -> [UInt8] {
        let channel = try await connect(call)
        return try await channel.executeThenClose { inbound, outbound in
            let headers: HTTPHeaders = [
                "host": call.authority, "user-agent": "kube-apiserver-admission", "accept": "application/json, */*",
                "content-type": "application/json", "content-length": String(call.body.count), "connection": "close",
            ]
            let head = HTTPRequestHead(version: .http1_1, method: .POST, uri: call.target, headers: headers)
            var unsent: (any Error)?
            do {
                try await outbound.write(
                    contentsOf: [.head(head), .body(.byteBuffer(ByteBuffer(bytes: call.body))), .end(nil)]
                )
            } catch {
                // Reading says why the connection was closed, such as a certificate that is not trusted.
                unsent = error
            }
            var status = HTTPResponseStatus.ok
            var body: [UInt8] = []
            for try await part in inbound {
                switch part {
                case .head(let head): status = head.status
                case .body(let bytes):
                    guard body.count + bytes.readableBytes <= Self.maximumAnswer else {
                        throw WebhookFailure("the answer is longer than \(Self.maximumAnswer) bytes")
                    }
                    body.append(contentsOf: bytes.readableBytesView)
                case .end:
                    guard status == .ok else {
                        throw WebhookFailure("the server answered with status \(status.code) \(status.reasonPhrase)")
                    }
                    return body
                }
            }
            throw unsent ?? WebhookFailure("the server broke off its answer")
        }
    }
}
