/// Standard base64 (RFC 4648 section 4), as secrets hold their values.
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    package static func encode(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word = 0
            for (index, byte) in group.enumerated() { word |= Int(byte) << (16 - 8 * index) }
            for index in 0..<4 {
                result.append(index <= group.count ? alphabet[word >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes; nil if the text is not valid.
    package static func decode(_ text: String) -> [UInt8]? {
        guard isValid(text) else { return nil }
        var result: [UInt8] = []
        var (word, bits) = (0, 0)
        for byte in text.utf8 {
            guard let value = values[byte] else { continue }
            word = (word << 6 | value) & 0xFFFF
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            result.append(UInt8(word >> bits & 0xFF))
        }
        return result
    }

    private static let values = Dictionary(uniqueKeysWithValues: alphabet.enumerated().map { ($1, $0) })

    static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8.filter { $0 != 10 && $0 != 13 }
        guard bytes.count % 4 == 0 else { return false }
        let padding = bytes.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return padding <= 2 && bytes.dropLast(padding).allSatisfy(alphabet.contains)
    }
}
