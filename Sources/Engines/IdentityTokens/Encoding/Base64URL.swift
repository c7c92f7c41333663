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
                func value(_ index: Int) -> UInt32 { UInt32(values[Int(text[index])]) }
                var index = 0
                // Every wrong character has a bit above the sixth.
                var seen: UInt32 = 0
                while index + 4 <= text.count {
                    let (first, second, third, fourth) =
                        (value(index), value(index + 1), value(index + 2), value(index + 3))
                    seen |= first | second | third | fourth
                    let group = first << 18 | second << 12 | third << 6 | fourth
                    output[count] = UInt8(truncatingIfNeeded: group >> 16)
                    output[count + 1] = UInt8(truncatingIfNeeded: group >> 8)
                    output[count + 2] = UInt8(truncatingIfNeeded: group)
                    count += 3
                    index += 4
                }
                if index < text.count {
                    let (first, second) = (value(index), value(index + 1))
                    let third = text.count - index == 3 ? value(index + 2) : 0
                    seen |= first | second | third
                    let group = first << 18 | second << 12 | third << 6
                    let whole = text.count - index == 3 ? 2 : 1
                    for place in 0..<whole {
                        output[count] = UInt8(truncatingIfNeeded: group >> (16 - 8 * UInt32(place)))
                        count += 1
                    }
                    isValid = group << (8 + 8 * UInt32(whole)) == 0
                }
                isValid = isValid && seen < 64
            }
        }
        return isValid ? bytes : nil
    }
}
