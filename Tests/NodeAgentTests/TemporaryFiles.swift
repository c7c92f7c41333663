import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Files that last as long as the value that made them.
final class TemporaryFiles: Sendable {
    struct Unwritable: Error {}

    private let paths = Mutex<[String]>([])

    init() throws {}

    deinit {
        for path in paths.withLock({ $0 }) { unlink(path) }
    }

    /// A new file with a text; its path.
    func write(_ text: String) throws -> String {
        var template = Array("/tmp/lanyard-agent-test-XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw Unwritable() }
        close(descriptor)
        let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        paths.withLock { $0.append(path) }
        try write(text, to: path)
        return path
    }

    func write(_ text: String, to path: String) throws {
        guard let file = fopen(path, "w") else { throw Unwritable() }
        fputs(text, file)
        fclose(file)
    }
}
