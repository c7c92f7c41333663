import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is being written, by one task at a time; until it is finished it can be given up.
final class OpenFile: Sendable {
    let id: String
    private let path: String
    /// Nil once closed, so that a number the system has given to another file is never closed again.
    private let descriptor: Mutex<Int32?>

    init(id: String, path: String) throws(FileFailure) {
        self.id = id
        self.path = path
        let opened = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard opened >= 0 else { throw FileFailure(path: path) }
        descriptor = Mutex(opened)
    }

    deinit {
        if let descriptor = descriptor.withLock({ $0.take() }) { close(descriptor) }
    }

    func append(_ bytes: some Collection<UInt8>) throws(FileFailure) {
        guard let descriptor = descriptor.withLock({ $0 }) else { throw FileFailure(path: path, "is closed") }
        let isWritten: Bool? = bytes.withContiguousStorageIfAvailable { buffer in
            var rest = UnsafeRawBufferPointer(buffer)[...]
            while !rest.isEmpty {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
        guard let isWritten else { return try append(Array(bytes)) }
        guard isWritten else { throw FileFailure(path: path) }
    }

    /// Brings the file and its name to disk.
    func finish(directory: String) throws(FileFailure) {
        guard let descriptor = descriptor.withLock({ $0.take() }) else { throw FileFailure(path: path, "is closed") }
        let isFlushed = fsync(descriptor) == 0
        let failure = FileFailure(path: path)
        guard close(descriptor) == 0, isFlushed else { throw failure }
        try OpenFile.flush(directory: directory)
    }

    /// Gives the file up.
    func discard() {
        if let descriptor = descriptor.withLock({ $0.take() }) { close(descriptor) }
        unlink(path)
    }

    static func flush(directory: String) throws(FileFailure) {
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileFailure(path: directory) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileFailure(path: directory) }
    }
}
