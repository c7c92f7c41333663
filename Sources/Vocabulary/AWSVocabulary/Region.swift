/// A region name such as `us-west-2`: lower-case letters, digits and hyphens, at most 32 bytes.
package struct Region: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// The region of installations that name no other.
    package static let example = Region(checked: "us-west-2")

    private init(checked text: String) {
        description = text
    }

    /// Accepts any well-formed name, known to AWS or not.
    package init?(_ text: some StringProtocol) { self.init(String(text)) }

    /// As above, for a text of its own.
    package init?(_ text: String) {
        let allowed = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard (1...32).contains(text.utf8.count), allowed else { return nil }
        description = text
    }
}
