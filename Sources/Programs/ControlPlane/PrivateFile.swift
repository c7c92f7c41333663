#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Files that only their owner may read, written whole or not at all.
package enum PrivateFile {
    /// Writes a temporary file of mode 0600, or 0644 if everybody may read it, flushes it to disk and renames it into place.
    ///
    /// - Throws: `StartError.unusableDirectory` with the system's reason.
    package static func write(_ bytes: [UInt8], to path: String, isPublic: Bool = false) throws(StartError) {
        let mode: mode_t = isPublic ? 0o644 : 0o600
        let temporary = path + ".new"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(path) }
        var offset = 0
        while offset < bytes.count {
            let written = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            guard written > 0 else {
                close(descriptor)
                throw failure(path)
            }
            offset += written
        }
        guard fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
            close(descriptor)
            throw failure(path)
        }
        close(descriptor)
        guard rename(temporary, path) == 0 else { throw failure(path) }
    }

    /// The bytes of a file of at most 1 MiB; nil if it is missing, larger or cannot be read.
    package static func read(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while bytes.count <= 1024 * 1024 {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
        return nil
    }

    private static func failure(_ path: String) -> StartError {
        .unusableDirectory(path: path, reason: String(cString: strerror(errno)))
    }
}
