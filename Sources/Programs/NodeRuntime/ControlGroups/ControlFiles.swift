import Glibc

/// The files by which the kernel shows control groups, and takes orders for them.
enum ControlFiles {
    static func text(_ path: String) -> String {
        String(decoding: FileTree.read(path) ?? [], as: UTF8.self)
    }

    static func words(_ path: String) -> [String] {
        text(path).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    /// Control files are written in one piece; false with `errno` if the kernel does not take it.
    @discardableResult
    static func put(_ text: String, _ path: String) -> Bool {
        var descriptor = open(path, O_WRONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT {
            // A control group takes no new files, a directory in its place does.
            descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
            if descriptor < 0 { errno = ENOENT }
        }
        guard descriptor >= 0 else { return false }
        let written = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        let reason = errno
        close(descriptor)
        errno = reason
        return written == text.utf8.count
    }

    /// Moves every process of a group into another one.
    static func move(from: String, to: String) {
        for process in words("\(from)/cgroup.procs") { put(process, "\(to)/cgroup.procs") }
    }

    /// Makes a group, unless it is there already; false with `errno`.
    static func make(_ directory: String) -> Bool { mkdir(directory, 0o755) == 0 || errno == EEXIST }

    static var reason: String { String(cString: strerror(errno)) }

    static func failure(_ path: String) -> NodeFailure { NodeFailure("control group \(path): \(reason)") }
}
