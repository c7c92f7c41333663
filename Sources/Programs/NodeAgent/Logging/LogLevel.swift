/// How much is logged, by the names `--verbosity` takes.
enum LogLevel: String, Comparable, CaseIterable, Sendable {
    case panic, fatal, error, warn, info, debug, trace

    static func < (left: LogLevel, right: LogLevel) -> Bool { left.rank < right.rank }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    /// As the log writes it.
    var text: String { self == .warn ? "warning" : rawValue }
}
