/// A log as pieces of bytes for its reader.
enum LogStream {
    private static let pieceSize = 64 * 1024

    /// The lines so far, then those to come if there are any, cut after some bytes if a limit is given.
    static func make(
        past: [LogLine],
        lines: AsyncStream<LogLine>?,
        timestamps: Bool,
        limit: Int?
    ) -> AsyncThrowingStream<[UInt8], any Error> {
        AsyncThrowingStream { continuation in
            var left = limit ?? .max
            func send(_ bytes: [UInt8]) {
                guard left > 0, !bytes.isEmpty else { return }
                continuation.yield(left < bytes.count ? Array(bytes.prefix(left)) : bytes)
                left -= min(left, bytes.count)
            }
            var piece: [UInt8] = []
            for line in past {
                piece += line.shown(timestamps: timestamps)
                guard piece.count >= pieceSize else { continue }
                send(piece)
                piece = []
            }
            send(piece)
            guard let lines, left > 0 else { return continuation.finish() }
            let rest = left
            let follower = Task {
                var left = rest
                for await line in lines {
                    let bytes = line.shown(timestamps: timestamps).prefix(left)
                    continuation.yield(Array(bytes))
                    left -= bytes.count
                    if left <= 0 { break }
                }
                continuation.finish()
            }
            continuation.onTermination = { _ in follower.cancel() }
        }
    }
}
