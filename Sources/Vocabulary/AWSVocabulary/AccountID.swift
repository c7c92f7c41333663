/// A twelve-digit AWS account number.
package struct AccountID: Hashable, Sendable, CustomStringConvertible {
    package let description: String

    /// The account of AWS's own examples, and of installations that name no other.
    package static let example = AccountID(checked: "111122223333")

    private init(checked text: String) {
        description = text
    }

    /// Accepts exactly twelve ASCII digits.
    package init?(_ text: some StringProtocol) { self.init(String(text)) }

    /// As above, for a text of its own.
    package init?(_ text: String) {
        guard text.utf8.count == 12, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else {
            return nil
        }
        description = text
    }
}
