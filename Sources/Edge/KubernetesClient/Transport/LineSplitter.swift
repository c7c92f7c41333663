/// Cuts a stream of bytes into lines, as watches send one event a line.
struct LineSplitter {
    /// A line longer than this ends the watch.
    static let maximumLine = 8 << 20

    private var pending: [UInt8] = []

    /// The lines that are whole with these bytes; nil if one is too long.
    mutating func lines(_ bytes: some Collection<UInt8>) -> [[UInt8]]? {
        var lines: [[UInt8]] = []
        var rest = bytes[...]
        while let end = rest.firstIndex(of: 0x0A) {
            pending.append(contentsOf: rest[..<end])
            if !pending.isEmpty { lines.append(pending) }
            pending = []
            rest = rest[rest.index(after: end)...]
        }
        pending.append(contentsOf: rest)
        return pending.count > Self.maximumLine ? nil : lines
    }
}
