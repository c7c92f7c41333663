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

    /// Writes the answer to a request; returns when the client has taken enough of it, and whether it was the last.
    ///
    /// - Throws: `Ended`; what the body throws that cannot be finished.
    func answer(_ response: Response, to request: HTTPRequest) async throws -> Bool {
        let isLast = Self.isLast(request) || handler.value.holdsBackBody
        var head = response.head
        if isLast { head.headerFields[.connection] = "close" }
        // Of these, a client reads no body (RFC 9112 section 6.3).
        guard request.method != .head, head.status != .noContent, head.status != .notModified else {
            if request.method == .head, head.headerFields[.contentLength] == nil {
                head.headerFields[.contentLength] = "0"
            }
            try handler.value.write(.head(head))
            try await flush(.end(nil))
            return isLast
        }
        try handler.value.write(.head(head))
        let length = response.body.contentLength
        let writer = Writer(connection: self, isWhole: length.map { $0 <= Self.wholeAnswer } ?? false)
        if length == nil, head.headerFields[.contentLength] == nil {
            try await stream(response.body, to: writer)
        } else {
            try await response.body.write(writer)
        }
        return isLast
    }

    /// Whether a client wants, or can have, no other answer on its connection: what follows an upgrade that was not made is not
    /// read as HTTP.
    private static func isLast(_ request: HTTPRequest) -> Bool {
        guard let options = request.headerFields[.connection] else { return false }
        return options.lowercased().split { ", \t".contains($0) }.contains { $0 == "close" || $0 == "upgrade" }
    }

    /// Writes a body of unknown length, which may never end, for as long as the client is there.
    private func stream(_ body: ResponseBody, to writer: Writer) async throws {
        let (presence, absence) = AsyncStream<Never>.makeStream()
        handler.value.tellWhenGone { absence.finish() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await body.write(writer) }
            group.addTask {
                for await _ in presence {}
                throw Ended()
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Says that nothing follows.
    func leave() {
        handler.value.sayGoodbye()
    }

    /// Answers what was no HTTP, if that is what came last, and says that nothing follows.
    func end() async throws {
        if handler.value.isMalformed {
            try handler.value.write(
                .head(HTTPResponse(status: .badRequest, headerFields: [.connection: "close", .contentLength: "0"]))
            )
            try await flush(.end(nil))
        }
        leave()
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
