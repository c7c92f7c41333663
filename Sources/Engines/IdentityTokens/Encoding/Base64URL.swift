/// base64url without padding (RFC 4648 section 5, RFC 7515 appendix C).
package enum Base64URL {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
        return table
    }()

    /// The text of some bytes.
    package static func encode(_ bytes: some Sequence<UInt8>) -> String {
        String(decoding: encoded(bytes), as: UTF8.self)
    }

    static func encoded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        var group: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            group = group << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(digits[Int(group >> bits & 63)])
            }
        }
        if bits > 0 { text.append(digits[Int(group << (6 - bits) & 63)]) }
        return text
    }

    /// The bytes of a text; nil for other characters, padding, an impossible length, or bits that must be zero and are not.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        if let result = text.withContiguousStorageIfAvailable({ decode($0) }) { return result }
        return Array(text).withUnsafeBufferPointer { decode($0) }
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var isValid = true
        let bytes = [UInt8](unsafeUninitializedCapacity: text.count * 3 / 4) { output, count in
            values.withUnsafeBufferPointer { values in
                var group: UInt32 = 0
                var bits: UInt32 = 0
                for character in text {
                    let value = values[Int(character)]
                    isValid = isValid && value < 64
                    group = group << 6 | UInt32(value & 63)
                    bits += 6
                    if bits >= 8 {
                        bits -= 8
                        output[count] = UInt8(truncatingIfNeeded: group >> bits)
                        count += 1
                    }
                }
                isValid = isValid && group & (1 << bits - 1) == 0
            }
        }
        return isValid ? bytes : nil
    }
}
