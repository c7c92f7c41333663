/// Standard base64 with padding (RFC 4648 section 4).
enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static let values: [UInt8] = {
        var table = [UInt8](repeating: 255, count: 256)
        for (value, digit) in digits.enumerated() { table[Int(digit)] = UInt8(value) }
        return table
    }()

    static func encode(_ bytes: [UInt8]) -> String {
        let length = (bytes.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: length) { text in
            bytes.withUnsafeBufferPointer { bytes in
                digits.withUnsafeBufferPointer { digits in
                    var place = 0
                    for index in stride(from: 0, to: bytes.count, by: 3) {
                        let left = bytes.count - index
                        let group =
                            UInt32(bytes[index]) << 16 | (left > 1 ? UInt32(bytes[index + 1]) << 8 : 0)
                            | (left > 2 ? UInt32(bytes[index + 2]) : 0)
                        text[place] = digits[Int(group >> 18 & 63)]
                        text[place + 1] = digits[Int(group >> 12 & 63)]
                        text[place + 2] = left > 1 ? digits[Int(group >> 6 & 63)] : UInt8(ascii: "=")
                        text[place + 3] = left > 2 ? digits[Int(group & 63)] : UInt8(ascii: "=")
                        place += 4
                    }
                }
            }
            return length
        }
    }

    /// Nil unless the text is exactly what `encode` writes.
    static func decode(_ text: String) -> [UInt8]? {
        let characters = Array(text.utf8)
        guard characters.count % 4 == 0 else { return nil }
        let padding = characters.suffix(2).count { $0 == UInt8(ascii: "=") }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        for start in stride(from: 0, to: characters.count, by: 4) {
            var group: UInt32 = 0
            for index in start..<start + 4 {
                let isPadding = index >= characters.count - padding
                let value = isPadding ? 0 : values[Int(characters[index])]
                guard value < 64 else { return nil }
                group = group << 6 | UInt32(value)
            }
            bytes.append(UInt8(truncatingIfNeeded: group >> 16))
            bytes.append(UInt8(truncatingIfNeeded: group >> 8))
            bytes.append(UInt8(truncatingIfNeeded: group))
        }
        let unused = bytes.suffix(padding)
        guard unused.allSatisfy({ $0 == 0 }) else { return nil }
        bytes.removeLast(padding)
        return encode(bytes) == text ? bytes : nil
    }
}
