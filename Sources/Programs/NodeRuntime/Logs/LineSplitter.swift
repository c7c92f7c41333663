/// Makes lines of pieces as they come.
struct LineSplitter: Sendable {
    /// Longer lines are cut, as CRI cuts them.
    static let longest = 16 * 1024
    private var rest: [UInt8] = []

    /// The lines that a piece completes; a cut one is partial.
    mutating func lines(_ piece: [UInt8]) -> [(text: [UInt8], isPartial: Bool)] {
        var lines: [(text: [UInt8], isPartial: Bool)] = []
        for part in piece.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
            if part.offset > 0 {
                lines.append((rest, false))
                rest = []
            }
            rest += part.element
            while rest.count > Self.longest {
                lines.append((Array(rest.prefix(Self.longest)), true))
                rest.removeFirst(Self.longest)
            }
        }
        return lines
    }

    /// What is left at the end of the stream.
    mutating func end() -> [UInt8]? {
        defer { rest = [] }
        return rest.isEmpty ? nil : rest
    }
}
