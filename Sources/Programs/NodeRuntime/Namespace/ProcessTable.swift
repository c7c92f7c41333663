import Glibc

/// What `/proc` says of processes.
enum ProcessTable {
    struct Entry: Sendable, Hashable {
        let parent: pid_t
        /// Clock ticks since the machine started; with the process id, it names one process for ever.
        let started: UInt64
    }

    static func processes() -> [pid_t] { FileTree.names(in: "/proc").compactMap { pid_t($0) } }

    /// Nil if there is no such process.
    static func entry(_ process: pid_t) -> Entry? {
        guard let bytes = FileTree.read("/proc/\(process)/stat", limit: 4096) else { return nil }
        return parse(String(decoding: bytes, as: UTF8.self))
    }

    /// Reads a line of `/proc/PID/stat`; the name in it may hold blanks and parentheses.
    static func parse(_ line: String) -> Entry? {
        guard let end = line.lastIndex(of: ")") else { return nil }
        let fields = line[line.index(after: end)...].split(separator: " ")
        guard fields.count > 19, let parent = pid_t(fields[1]), let started = UInt64(fields[19]) else { return nil }
        return Entry(parent: parent, started: started)
    }
}
