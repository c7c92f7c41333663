/// The id every answer carries and every audit record is found by: a lower-case UUID.
package struct RequestID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// Accepts 36 characters of lower-case hexadecimal digits and hyphens in the places RFC 9562 gives them.
    package init?(_ text: some StringProtocol) { self.init(String(text)) }

    /// As above, for a text of its own.
    package init?(_ text: String) {
        guard text.utf8.count == 36 else { return nil }
        for (index, byte) in text.utf8.enumerated() {
            let isHyphenPlace = index == 8 || index == 13 || index == 18 || index == 23
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
            guard isHyphenPlace ? byte == UInt8(ascii: "-") : isDigit || isLetter else { return nil }
        }
        description = text
    }

    /// The id that 16 bytes stand for.
    package init(uuid bytes: [UInt8]) {
        description = UUIDText.text(of: bytes)
    }
}
