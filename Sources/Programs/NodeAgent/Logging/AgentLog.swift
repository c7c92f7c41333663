import Ambient
import JSONTree

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// JSON lines on standard output; callers never give it a token or a secret.
struct AgentLog: Sendable {
    private let level: LogLevel
    private let clock: WallClock
    private let write: @Sendable (String) -> Void
    /// What every line says.
    private var always: [(String, JSON)] = []

    init(level: LogLevel, clock: WallClock, write: @escaping @Sendable (String) -> Void) {
        self.level = level
        self.clock = clock
        self.write = write
    }

    /// Standard output, a line with one system call each.
    static func standardOutput(_ level: LogLevel, clock: WallClock) -> AgentLog {
        AgentLog(level: level, clock: clock) { line in
            var bytes = Array(line.utf8)[...]
            while !bytes.isEmpty {
                let written = bytes.withUnsafeBytes { Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
                guard written > 0 || errno == EINTR else { return }
                bytes = bytes.dropFirst(max(written, 0))
            }
        }
    }

    /// The same log with one field more on every line.
    func adding(_ name: String, _ value: JSON) -> AgentLog {
        var log = self
        log.always.append((name, value))
        return log
    }

    func error(_ message: String, _ fields: @autoclosure () -> [(String, JSON)] = []) { log(.error, message, fields()) }
    func warn(_ message: String, _ fields: @autoclosure () -> [(String, JSON)] = []) { log(.warn, message, fields()) }

    func info(_ message: String, _ fields: @autoclosure () -> [(String, JSON)] = []) {
        if level >= .info { log(.info, message, fields()) }
    }

    func debug(_ message: String, _ fields: @autoclosure () -> [(String, JSON)] = []) {
        if level >= .debug { log(.debug, message, fields()) }
    }

    private func log(_ level: LogLevel, _ message: String, _ fields: [(String, JSON)]) {
        guard self.level >= level else { return }
        var line = JSONObject()
        for (name, value) in always + fields { line[name] = value }
        line["level"] = .string(level.text)
        line["msg"] = .string(message)
        line["time"] = .string(clock.now.rfc3339)
        write(JSON.object(line).text() + "\n")
    }
}
