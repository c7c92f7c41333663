#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Some bytes of a finished file.
struct FilePiece: Sendable, Hashable {
    let fileID: String
    let offset: Int
    let length: Int

    private static let chunk = 256 * 1024

    /// Hands over the bytes, part by part.
    ///
    /// - Throws: `FileFailure` if there are fewer, and what the receiver throws.
    func read(path: String, _ receive: (ArraySlice<UInt8>) throws -> Void) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure(path: path) }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: Self.chunk)
        var position = offset
        while position < offset + length {
            let count = pread(descriptor, &buffer, min(Self.chunk, offset + length - position), off_t(position))
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw FileFailure(path: path) }
            guard count > 0 else { throw FileFailure(path: path, "is shorter than the index says") }
            try receive(buffer[..<count])
            position += count
        }
    }
}
