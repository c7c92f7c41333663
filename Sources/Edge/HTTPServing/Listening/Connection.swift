import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// A client's connection as the task sees it that serves it; the task runs on the connection's event loop.
struct Connection: ServerChildChannelValue {
    /// The client is gone, so that nothing more can be written.
    struct Ended: Error {}

    /// Answers up to this size, in bytes, go out with their head in one piece.
    private static let wholeAnswer = 64 * 1024

    let channel: any Channel
    let handler: NIOLoopBound<ConnectionHandler>

    /// The next request, once the one before is answered; nil at the end.
    func next() async -> Request? {
        await withCheckedContinuation { handler.value.deliverNext(to: $0) }
    }

    /// Writes an answer; returns when the client has taken enough of it.
    ///
    /// - Throws: `Ended`; what the body throws that cannot be finished.
    func answer(_ response: Response) async throws {
        try handler.value.write(.head(response.head))
        let isWhole = response.body.contentLength.map { $0 <= Self.wholeAnswer } ?? false
        try await response.body.write(Writer(connection: self, isWhole: isWhole))
    }

    /// Answers what was no HTTP, if that is what came last, and says that nothing follows.
    func end() async throws {
        if handler.value.isMalformed {
            try handler.value.write(
                .head(HTTPResponse(status: .badRequest, headerFields: [.connection: "close", .contentLength: "0"]))
            )
            try await flush(.end(nil))
        }
        channel.close(mode: .output, promise: nil)
    }

    /// Sends a part and what was written before; returns when the client has taken enough of it.
    private func flush(_ part: HTTPResponsePart) async throws {
        try handler.value.write(part)
        handler.value.flush()
        guard !channel.isWritable else { return }
        await withCheckedContinuation { handler.value.tellWhenWritable($0) }
    }

    private struct Writer: ResponseBodyWriter {
        let connection: Connection
        let isWhole: Bool

        func write(_ buffer: ByteBuffer) async throws {
            guard isWhole else { return try await connection.flush(.body(buffer)) }
            try connection.handler.value.write(.body(buffer))
        }

        consuming func finish(_ trailers: HTTPFields?) async throws {
            try await connection.flush(.end(trailers))
        }
    }
}
