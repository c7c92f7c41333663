import Glibc

/// Files and directories by path, with the system's reasons.
enum FileTree {
    struct Failure: Error, CustomStringConvertible {
        let path: String
        let reason: String

        /// What `errno` says now.
        init(_ path: String) {
            self.path = path
            reason = String(cString: strerror(errno))
        }

        var description: String { "\(path): \(reason)" }
    }

    enum Kind: Sendable, Hashable {
        case directory
        case link(String)
        case socket
        case file
    }

    /// What is at a path, links not followed; nil if nothing is.
    static func kind(_ path: String) -> Kind? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .directory
        case S_IFSOCK: return .socket
        case S_IFLNK:
            var buffer = [UInt8](repeating: 0, count: 4096)
            let count = buffer.withUnsafeMutableBytes { bytes in
                bytes.baseAddress.map { readlink(path, $0.assumingMemoryBound(to: CChar.self), bytes.count) } ?? -1
            }
            return .link(count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : "")
        default: return .file
        }
    }

    /// The names in a directory, in order, without `.` and `..`.
    static func names(in path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Makes a directory and those above it; one that is there keeps its mode.
    static func makeDirectory(_ path: String, mode: mode_t = 0o700) throws(Failure) {
        if mkdir(path, mode) == 0 {
            guard chmod(path, mode) == 0 else { throw Failure(path) }
            return
        }
        if errno == EEXIST { return }
        guard errno == ENOENT, let mark = path.lastIndex(of: "/"), mark != path.startIndex else {
            throw Failure(path)
        }
        try makeDirectory(String(path[..<mark]))
        guard mkdir(path, mode) == 0 || errno == EEXIST, chmod(path, mode) == 0 else { throw Failure(path) }
    }

    /// Writes a new file, whatever the process's mask.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(Failure) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode)
        guard descriptor >= 0 else { throw Failure(path) }
        defer { close(descriptor) }
        guard write(bytes, to: descriptor), fchmod(descriptor, mode) == 0 else { throw Failure(path) }
    }

    /// Writes everything to a descriptor that blocks.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var offset = 0
        while offset < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(descriptor, buffer.baseAddress?.advanced(by: offset), buffer.count - offset)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            offset += count
        }
        return true
    }

    /// The bytes of a file; nil if it cannot be read or is longer.
    static func read(_ path: String, limit: Int = 1 << 20) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16 * 1024)
        while bytes.count <= limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return nil }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
        }
        return nil
    }

    /// Removes a file, or a directory with everything in it; links are not followed.
    static func remove(_ path: String) {
        if kind(path) == .directory {
            // A pod may have shut it; the mode of one that is another's stays.
            chmod(path, 0o700)
            for name in names(in: path) { remove(path + "/" + name) }
            rmdir(path)
        } else {
            unlink(path)
        }
    }
}
