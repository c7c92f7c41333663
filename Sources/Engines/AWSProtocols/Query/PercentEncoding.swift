import JSONTree

/// Percent-encoding (RFC 3986 section 2.1).
package enum PercentEncoding {
    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    /// Encodes every byte but unreserved characters, and `/` if asked to keep it.
    package static func encode(_ text: some StringProtocol, keepingSlash: Bool = false) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + text.utf8.count / 4)
        for byte in text.utf8 {
            if isUnreserved(byte) || (keepingSlash && byte == UInt8(ascii: "/")) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(hexDigits[Int(byte >> 4)])
                bytes.append(hexDigits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Decodes, or gives nil for a broken escape or bytes that are not UTF-8; forms write a blank as `+`.
    package static func decode(_ text: some StringProtocol, plusIsSpace: Bool) -> String? {
        decode(bytes: Array(text.utf8)[...], plusIsSpace: plusIsSpace)
    }

    static func decode(bytes: ArraySlice<UInt8>, plusIsSpace: Bool) -> String? {
        // Most values are plain: ASCII that stands for itself, which needs no work and no validation.
        let plain = bytes.withUnsafeBufferPointer { isPlain($0) ? String(decoding: $0, as: UTF8.self) : nil }
        if let plain { return plain }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            switch byte {
            case UInt8(ascii: "%"):
                guard index + 1 < bytes.endIndex, let high = hexValue(bytes[index]),
                    let low = hexValue(bytes[index + 1])
                else { return nil }
                result.append(high << 4 | low)
                index += 2
            case UInt8(ascii: "+") where plusIsSpace: result.append(UInt8(ascii: " "))
            default: result.append(byte)
            }
        }
        return String(validating: result, as: UTF8.self)
    }

    /// Whether bytes are ASCII without escapes and plus signs.
    private static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var index = 0
        while index + 8 <= raw.count {
            let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let special =
                EightBytes.equal(to: 0x25, in: word) | EightBytes.equal(to: 0x2B, in: word)
                | EightBytes.beyondASCII(in: word)
            guard special == 0 else { return false }
            index += 8
        }
        while index < raw.count {
            guard raw[index] < 0x80, raw[index] != UInt8(ascii: "%"), raw[index] != UInt8(ascii: "+") else {
                return false
            }
            index += 1
        }
        return true
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
