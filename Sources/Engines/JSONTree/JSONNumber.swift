/// A JSON number, kept as it was written so that no precision is lost.
package struct JSONNumber: Hashable, Sendable {
    package let text: String

    /// Text that the grammar of RFC 8259 section 6 was already checked on.
    init(checked text: String) {
        self.text = text
    }

    /// A whole number.
    package init(_ value: Int) {
        text = String(value)
    }

    /// A finite number, or nil.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        text = value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
    }

    /// The value, if it is written without fraction and exponent and fits.
    package var integer: Int? { Int(text) }

    /// The nearest floating-point value.
    package var double: Double { Double(text) ?? .nan }
}
