import PodIdentity

/// Arguments as Go programs take them, rewritten as this one's parser does: `--flag=false` becomes `--no-flag`,
/// and `--option=` an option with an empty value.
enum GoArguments {
    /// Flags that are true or false.
    private static let booleans: Set<Substring> = [
        "in-cluster", "sts-regional-endpoint", "watch-config-map", "compose-role-arn", "enable-debugging-handlers",
        "version", "logtostderr", "alsologtostderr", "legacy_stderr_threshold_behavior", "add_dir_header",
        "skip_headers", "skip_log_headers", "one_output",
    ]

    /// The arguments of `lanyard webhook`; those of every other command stay as they are.
    static func rewritten(_ arguments: [String]) -> [String] {
        guard arguments.first == "webhook" else { return arguments }
        return arguments.flatMap { argument in
            guard argument.hasPrefix("--"), let mark = argument.firstIndex(of: "=") else { return [argument] }
            let name = argument[..<mark].dropFirst(2)
            let word = String(argument[argument.index(after: mark)...])
            guard booleans.contains(name), let value = GoBoolean.parse(word) else {
                return word.isEmpty && !booleans.contains(name) ? ["--\(name)", ""] : [argument]
            }
            return [value ? "--\(name)" : "--no-\(name)"]
        }
    }
}

/// Durations as Go writes them: `1m30s`, `100ms`, `0`.
enum GoDuration {
    private static let units: [(name: String, nanoseconds: Double)] = [
        ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
    ]

    /// Nil for what is no duration, or a negative one.
    static func parse(_ text: String) -> Duration? {
        guard text != "0" else { return .zero }
        var rest = text[...]
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let value = Double(digits) else { return nil }
            rest = rest[digits.endIndex...]
            let name = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            guard let unit = units.first(where: { $0.name == name }) else { return nil }
            rest = rest[name.endIndex...]
            total += value * unit.nanoseconds
        }
        return total < 9e18 ? .nanoseconds(Int64(total)) : nil
    }
}
