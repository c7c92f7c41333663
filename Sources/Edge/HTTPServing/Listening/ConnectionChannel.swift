import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOSSL

/// Serves the requests of each connection one after the other, on the event loop that reads and writes it, so that none changes
/// threads on its way.
struct ConnectionChannel: ServerChildChannel {
    private static let maximumHeaderBytes = 64 * 1024
    private static let maximumHeaders = 200
    private static let idleTimeout = Duration.seconds(75)

    let isSecure: Bool
    /// Whether clients were asked for certificates.
    let asksForCertificates: Bool
    let upgrade: WebSocketUpgrade.Decider?
    let respond: HTTPListener.Responder

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            var limits = NIOHTTPDecoderLimitConfiguration()
            limits.maxHeaderFieldSize = Self.maximumHeaderBytes
            limits.maxHeaderListSize = Self.maximumHeaderBytes
            limits.maxHeaderFieldCount = Self.maximumHeaders
            let handler = ConnectionHandler()
            let pipeline = channel.pipeline.syncOperations
            try pipeline.configureHTTPServerPipeline(
                withPipeliningAssistance: false,
                withErrorHandling: false,
                // The types of fields that answers are made of hold nothing else.
                withOutboundHeaderValidation: false,
                withEncoderConfiguration: HTTPResponseEncoder.Configuration(),
                withDecoderLimitConfiguration: limits
            )
            try pipeline.addHandlers([
                OldVersionHandler(), HTTP1ToHTTPServerCodec(secure: false),
                HTTPConnectionStateHandler(idleTimeout: Self.idleTimeout, logger: logger), handler,
            ])
            return Connection(channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
        }
    }

    func handle(value connection: Connection, logger: Logger) async {
        let channel = connection.channel
        await withTaskExecutorPreference(LoopExecutor(loop: channel.eventLoop)) {
            await withTaskCancellationHandler {
                do {
                    try await serve(connection)
                } catch {
                    // An answer that was begun and cannot be finished must not look whole.
                    logger.debug("a connection breaks: \(error)")
                    channel.close(promise: nil)
                }
                try? await channel.closeFuture.get()
            } onCancel: {
                // Closing one way only is nothing that TLS does.
                channel.close(promise: nil)
            }
        }
    }

    private func serve(_ connection: Connection) async throws {
        var peer = Peer(
            address: connection.channel.remoteAddress?.ipAddress ?? "",
            isSecure: isSecure,
            certificate: nil
        )
        var knowsCertificate = !asksForCertificates
        while let request = await connection.next() {
            if !knowsCertificate {
                peer = Peer(
                    address: peer.address,
                    isSecure: isSecure,
                    certificate: try await connection.channel.nioSSL_peerCertificate().get()?.toDERBytes()
                )
                knowsCertificate = true
            }
            if let upgrade, let key = WebSocketUpgrade.key(of: request), let decision = await upgrade(request, peer) {
                switch decision {
                case .answer(let refusal): _ = try await connection.answer(refusal, to: request.head)
                // Closes the connection at its end.
                case .upgrade(let conversation): return try await conversation.hold(connection.channel, key: key)
                }
                return connection.leave()
            }
            if try await connection.answer(await respond(request, peer), to: request.head) { return connection.leave() }
        }
        try await connection.end()
    }
}
