#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is being written.
final class OpenFile: Sendable {
    let id: String
    private let path: String
    private let descriptor: Int32

    init(id: String, path: String) throws(FileFailure) {
        self.id = id
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FileFailure(path: path) }
    }

    func write(_ bytes: [UInt8]) throws(FileFailure) {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            guard count > 0 else { throw FileFailure(path: path) }
            offset += count
        }
    }

    func append(contentsOf source: String) throws(FileFailure) {
        let input = open(source, O_RDONLY | O_CLOEXEC)
        guard input >= 0 else { throw FileFailure(path: source) }
        defer { Glibc.close(input) }
        var buffer = [UInt8](repeating: 0, count: 256 * 1024)
        while true {
            let count = read(input, &buffer, buffer.count)
            guard count >= 0 else { throw FileFailure(path: source) }
            guard count > 0 else { return }
            try write(Array(buffer[..<count]))
        }
    }

    /// Flushes the file and its directory to disk.
    func close(directory: String) throws(FileFailure) {
        guard fsync(descriptor) == 0, Glibc.close(descriptor) == 0 else { throw FileFailure(path: path) }
        try OpenFile.flush(directory: directory)
    }

    func discard() {
        Glibc.close(descriptor)
        unlink(path)
    }

    static func flush(directory: String) throws(FileFailure) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure(path: directory) }
        defer { Glibc.close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileFailure(path: directory) }
    }
}

/// A file could not be read or written.
struct FileFailure: Error, CustomStringConvertible {
    let description: String

    init(path: String) {
        description = "\(path): \(String(cString: strerror(errno)))"
    }
}
