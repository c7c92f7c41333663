import Store

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One file of the journal, open for appending or reading; private to its owner.
final class SegmentFile: Sendable {
    let path: String
    private let descriptor: Int32

    /// - Throws: `StoreError.unavailable`, naming the file.
    init(path: String, isNew: Bool = false) throws(StoreError) {
        self.path = path
        descriptor = open(path, O_RDWR | O_CLOEXEC | (isNew ? O_CREAT | O_EXCL : 0), 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
    }

    deinit {
        close(descriptor)
    }

    private static func failure(_ path: String) -> StoreError {
        .unavailable("\(path): \(String(cString: strerror(errno)))")
    }

    func size() throws(StoreError) -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure(path) }
        return Int64(status.st_size)
    }

    /// Up to `length` bytes from an offset; fewer at the end of the file.
    func read(_ length: Int, at offset: Int64) throws(StoreError) -> [UInt8] {
        var problem: StoreError?
        let bytes = [UInt8](unsafeUninitializedCapacity: length) { buffer, count in
            while count < length, let base = buffer.baseAddress {
                let got = pread(descriptor, base + count, length - count, off_t(offset) + off_t(count))
                if got < 0, errno == EINTR { continue }
                if got < 0 { problem = Self.failure(path) }
                guard got > 0 else { return }
                count += got
            }
        }
        if let problem { throw problem }
        return bytes
    }

    /// Writes at an offset; when this returns, the bytes outlive a crash.
    func write(_ bytes: [UInt8], at offset: Int64) throws(StoreError) {
        let isWritten = bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count, let base = buffer.baseAddress {
                let count = pwrite(descriptor, base + written, buffer.count - written, off_t(offset) + off_t(written))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return false }
                written += count
            }
            return true
        }
        guard isWritten, Self.synchronize(descriptor) else { throw Self.failure(path) }
    }

    func truncate(to size: Int64) throws(StoreError) {
        guard ftruncate(descriptor, off_t(size)) == 0, Self.synchronize(descriptor) else { throw Self.failure(path) }
    }

    private static func synchronize(_ descriptor: Int32) -> Bool {
        #if canImport(Darwin)
        fcntl(descriptor, F_FULLFSYNC) == 0
        #else
        fdatasync(descriptor) == 0
        #endif
    }
}
