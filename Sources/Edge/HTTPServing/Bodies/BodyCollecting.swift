import AWSProtocols
import HummingbirdCore
import NIOCore

/// Reads a request's body whole.
enum BodyCollecting {
    /// The most a call may carry, in bytes; S3's objects are streamed instead.
    static let maximumBytes = 1024 * 1024

    /// - Throws: `Fault` if the body is too large; what the connection throws if it breaks.
    static func bytes(of body: RequestBody, announcedLength: Int?) async throws -> [UInt8] {
        if let announcedLength, announcedLength > maximumBytes { throw tooLarge }
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= maximumBytes else { throw tooLarge }
            bytes.append(contentsOf: part.readableBytesView)
        }
        return bytes
    }

    private static var tooLarge: Fault { Fault(.entityTooLarge, log: "a body of more than \(maximumBytes) bytes") }
}
