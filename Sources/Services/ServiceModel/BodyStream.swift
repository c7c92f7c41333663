/// The parts of a body as they arrive; read once.
package struct BodyStream: AsyncSequence, Sendable {
    package typealias Element = [UInt8]

    /// The payload's length in bytes, if the request announced it.
    package let announcedLength: Int?
    private let advance: @Sendable () async throws -> [UInt8]?
    private let readTrailers: @Sendable () -> [(name: String, value: String)]

    /// Wraps a source of parts and of the trailer fields that follow them.
    package init(
        announcedLength: Int?,
        next: @escaping @Sendable () async throws -> [UInt8]?,
        trailers: @escaping @Sendable () -> [(name: String, value: String)] = { [] }
    ) {
        self.announcedLength = announcedLength
        advance = next
        readTrailers = trailers
    }

    /// The trailer fields, names in lower case; empty until the stream has ended.
    package func trailers() -> [(name: String, value: String)] { readTrailers() }

    /// Steps through the parts.
    package struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let advance: @Sendable () async throws -> [UInt8]?

        /// The next part, or nil at the end.
        package mutating func next() async throws -> [UInt8]? { try await advance() }
    }

    package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(advance: advance) }
}
