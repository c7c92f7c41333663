/// A decimal number of any length, compared by value: `10`, `10.0` and `1e1` are equal.
struct DecimalNumber: Sendable, Hashable, Comparable {
    private static let maximumLength = 1024
    private static let maximumExponent = 1_000_000

    private let isNegative: Bool
    /// Without zeros in front and behind; empty for zero.
    private let digits: [UInt8]
    /// The value is `0.digits × 10^exponent`.
    private let exponent: Int

    /// Accepts a sign, digits with or without a point, and an exponent; nil if anything else.
    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count <= Self.maximumLength else { return nil }
        var rest = bytes[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        let whole = rest.prefix { Self.isDigit($0) }
        rest = rest[whole.endIndex...]
        var fraction: ArraySlice<UInt8> = []
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = rest.prefix { Self.isDigit($0) }
            rest = rest[fraction.endIndex...]
            guard !fraction.isEmpty else { return nil }
        }
        guard !whole.isEmpty || !fraction.isEmpty, let scale = Self.scale(rest) else { return nil }
        let all = Array(whole) + Array(fraction)
        guard let first = all.firstIndex(where: { $0 != UInt8(ascii: "0") }),
            let last = all.lastIndex(where: { $0 != UInt8(ascii: "0") })
        else {
            self.isNegative = false
            digits = []
            exponent = 0
            return
        }
        self.isNegative = isNegative
        digits = Array(all[first...last])
        exponent = whole.count - first + scale
    }

    /// The exponent, 0 if none is written; nil if what is written is no exponent.
    private static func scale(_ text: ArraySlice<UInt8>) -> Int? {
        guard let first = text.first else { return 0 }
        guard first == UInt8(ascii: "e") || first == UInt8(ascii: "E"), text.count > 1,
            let scale = Int(String(decoding: text.dropFirst(), as: UTF8.self)), scale.magnitude <= maximumExponent
        else { return nil }
        return scale
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    static func < (left: DecimalNumber, right: DecimalNumber) -> Bool {
        if left.sign != right.sign { return left.sign < right.sign }
        return left.isNegative ? right.isSmaller(than: left) : left.isSmaller(than: right)
    }

    private var sign: Int { digits.isEmpty ? 0 : (isNegative ? -1 : 1) }

    /// Compares without signs.
    private func isSmaller(than other: DecimalNumber) -> Bool {
        if exponent != other.exponent { return exponent < other.exponent }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}
