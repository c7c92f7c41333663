/// Durations as Go writes them: `3h`, `1h15m30.5s`, `500ms`, `0`.
enum GoDuration {
    private static let units: [(name: String, seconds: Double)] = [
        ("ns", 1e-9), ("us", 1e-6), ("\u{b5}s", 1e-6), ("ms", 1e-3), ("h", 3600), ("m", 60), ("s", 1),
    ]

    /// Whole seconds, rounded down; nil for what is no duration, or a negative one.
    static func seconds(_ text: String) -> Int64? {
        if text == "0" { return 0 }
        var rest = text[...]
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let number = Double(digits), number.isFinite else { return nil }
            rest = rest.dropFirst(digits.count)
            guard let unit = units.first(where: { rest.hasPrefix($0.name) }) else { return nil }
            rest = rest.dropFirst(unit.name.count)
            total += number * unit.seconds
        }
        return Int64(exactly: total.rounded(.down))
    }
}
