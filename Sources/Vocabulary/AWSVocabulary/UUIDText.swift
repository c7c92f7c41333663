/// The text form of UUIDs (RFC 9562 section 4).
package enum UUIDText {
    private static let hexDigits = Array("0123456789abcdef".utf8)

    /// 32 lower-case hexadecimal digits and four hyphens, of 16 bytes.
    package static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for (index, byte) in bytes.enumerated() {
            if index == 4 || index == 6 || index == 8 || index == 10 { text.append(UInt8(ascii: "-")) }
            text.append(hexDigits[Int(byte >> 4)])
            text.append(hexDigits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
