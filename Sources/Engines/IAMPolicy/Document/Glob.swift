/// A pattern of bytes, `?` for one character and `*` for any run of them; matching takes linear space and no backtracking
/// beyond the last `*`.
struct Glob: Sendable, Hashable {
    private static let one: UInt16 = 256
    private static let run: UInt16 = 257

    private var tokens: [UInt16] = []

    init() {}

    /// Every `*` and `?` of the text is a wildcard.
    init(pattern: some StringProtocol) {
        for byte in pattern.utf8 { appendPattern(byte) }
    }

    mutating func appendPattern(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "*"): if tokens.last != Self.run { tokens.append(Self.run) }
        case UInt8(ascii: "?"): tokens.append(Self.one)
        default: tokens.append(UInt16(byte))
        }
    }

    mutating func appendLiteral(_ text: String) {
        for byte in text.utf8 { tokens.append(UInt16(byte)) }
    }

    /// Whether the pattern is a lone `*`.
    var isAny: Bool { tokens == [Self.run] }

    func matches(_ text: some StringProtocol) -> Bool {
        if isAny { return true }
        var text = String(text)
        return text.withUTF8 { matches($0) }
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var position = 0
        var token = 0
        var lastRun = -1
        var resume = 0
        while position < text.count {
            if token < tokens.count, tokens[token] == Self.run {
                lastRun = token
                resume = position
                token += 1
            } else if token < tokens.count, tokens[token] == Self.one {
                position = Glob.next(after: position, in: text)
                token += 1
            } else if token < tokens.count, tokens[token] == UInt16(text[position]) {
                position += 1
                token += 1
            } else if lastRun >= 0 {
                resume += 1
                position = resume
                token = lastRun + 1
            } else {
                return false
            }
        }
        while token < tokens.count, tokens[token] == Self.run { token += 1 }
        return token == tokens.count
    }

    /// Where the character after the one at a position starts.
    private static func next(after position: Int, in text: UnsafeBufferPointer<UInt8>) -> Int {
        var next = position + 1
        while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }
}
