package import AWSVocabulary

/// The account number that AWS writes, base-32 coded, into characters 5 to 13 of every access key id.
package enum AccessKeyAccount {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

    /// Nine base-32 digits: a set bit (so that the first is `Q` or later), the 40-bit account number, four zero bits.
    package static func encode(_ account: AccountID) -> String {
        let value = (UInt64(account.description) ?? 0) << 4 | 1 << 44
        let text = (0..<9).map { digits[Int(value >> UInt64(40 - 5 * $0) & 31)] }
        return String(decoding: text, as: UTF8.self)
    }

    /// The account an access key id belongs to, or nil if its form carries none.
    package static func decode(_ accessKeyID: some StringProtocol) -> AccountID? {
        let bytes = Array(accessKeyID.utf8)
        guard bytes.count == 20 else { return nil }
        var value: UInt64 = 0
        for byte in bytes[4..<13] {
            guard let digit = digits.firstIndex(of: byte) else { return nil }
            value = value << 5 | UInt64(digit)
        }
        guard value >> 44 == 1 else { return nil }
        let number = String((value & (1 << 44 - 1)) >> 4)
        return AccountID(String(repeating: "0", count: max(0, 12 - number.count)) + number)
    }
}
