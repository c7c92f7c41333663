/// A pattern in which `?` stands for one character and `*` for any run of them.
///
/// Matching takes time in proportion to the text, whatever the pattern: the runs between stars are found one after the
/// other from the left, each by a search that never goes back. It is a class so that evaluating counts one reference.
final class Glob: Sendable {
    /// What the text must begin with; all of it if there is no `*`.
    private let head: GlobRun
    /// What must be found in between, in order.
    private let middle: [GlobRun]
    /// What the text must end with.
    private let tail: GlobRun
    private let hasStar: Bool
    private let hasWildcard: Bool
    /// The fewest bytes that can match.
    private let minimum: Int

    /// Every `*` and `?` of the text is a wildcard.
    convenience init(pattern: some StringProtocol) {
        var builder = GlobBuilder()
        builder.append(pattern: pattern)
        self.init(runs: builder.runs)
    }

    /// The runs between the stars, empty ones too.
    init(runs: [GlobRun]) {
        head = runs.first ?? GlobRun()
        tail = runs.count > 1 ? runs.last ?? GlobRun() : GlobRun()
        middle = runs.dropFirst().dropLast().filter { $0.count > 0 }.map(\.searchable)
        hasStar = runs.count > 1
        hasWildcard = runs.contains(where: \.hasWildcard)
        minimum = runs.reduce(0) { $0 + $1.count }
    }

    /// Whether the pattern is a lone `*`.
    var isAny: Bool { hasStar && minimum == 0 }

    func matches(_ text: some StringProtocol) -> Bool {
        if isAny { return true }
        if let result = text.utf8.withContiguousStorageIfAvailable({ matches($0) }) { return result }
        return Array(text.utf8).withUnsafeBufferPointer { matches($0) }
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if isAny { return true }
        guard text.count >= minimum else { return false }
        guard hasWildcard, text.contains(where: { $0 >= 0x80 }) else { return matches(units: text) }
        // One character is no longer one byte.
        let scalars = String(decoding: text, as: UTF8.self).unicodeScalars.map(\.value)
        return scalars.count >= minimumScalars && scalars.withUnsafeBufferPointer { matches(units: $0) }
    }

    private var minimumScalars: Int {
        head.scalars.count + tail.scalars.count + middle.reduce(0) { $0 + $1.scalars.count }
    }

    private func matches<Unit: FixedWidthInteger>(units text: UnsafeBufferPointer<Unit>) -> Bool {
        let headCount = head.count(of: Unit.self)
        guard head.matches(text, at: 0) else { return false }
        guard hasStar else { return headCount == text.count }
        let tailStart = text.count - tail.count(of: Unit.self)
        guard tailStart >= headCount, tail.matches(text, at: tailStart) else { return false }
        var position = headCount
        for index in middle.indices {
            guard let end = middle[index].end(in: text, from: position, to: tailStart) else { return false }
            position = end
        }
        return true
    }
}

/// Puts patterns together from text with wildcards and text without.
struct GlobBuilder {
    private(set) var runs: [GlobRun] = [GlobRun()]

    /// Every `*` and `?` of the text is a wildcard.
    mutating func append(pattern: some StringProtocol) {
        for scalar in pattern.unicodeScalars {
            switch scalar {
            case "*": runs.append(GlobRun())
            case "?": runs[runs.count - 1].appendWildcard()
            default: runs[runs.count - 1].append(scalar)
            }
        }
    }

    /// No character of the text is a wildcard.
    mutating func append(literal: String) {
        for scalar in literal.unicodeScalars { runs[runs.count - 1].append(scalar) }
    }

    var glob: Glob { Glob(runs: runs) }
}
