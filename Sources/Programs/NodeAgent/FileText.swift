#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Small text files.
enum FileText {
    /// A file that cannot be read.
    struct Unreadable: Error, Sendable, Hashable, CustomStringConvertible {
        let path: String
        let reason: String
        var isMissing = false

        var description: String { "\(path): \(reason)" }
    }

    /// Reads a file of at most so many bytes.
    static func read(_ path: String, limit: Int) throws(Unreadable) -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unreadable(path) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw unreadable(path) }
            guard count > 0 else { break }
            bytes.append(contentsOf: chunk[..<count])
            guard bytes.count <= limit else { throw Unreadable(path: path, reason: "it has more than \(limit) bytes") }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Unreadable(path: path, reason: "it is not UTF-8")
        }
        return text
    }

    private static func unreadable(_ path: String) -> Unreadable {
        let number = errno
        return Unreadable(path: path, reason: SystemError.text(number), isMissing: number == ENOENT)
    }
}
