/// The canonical form of a path.
enum CanonicalPath {
    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    static func append(_ path: String, encoding: CanonicalRequest.PathEncoding, to text: inout [UInt8]) {
        switch encoding {
        case .twice:
            append(encoding: normalised(path), keepingSlash: true, to: &text)
        case .once:
            // Whatever way the client wrote it, each byte is encoded exactly once.
            append(encoding: decoded(path), keepingSlash: true, to: &text)
        }
    }

    static func encoded(_ bytes: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        append(encoding: bytes, keepingSlash: false, to: &text)
        return text
    }

    private static func append(encoding bytes: [UInt8], keepingSlash: Bool, to text: inout [UInt8]) {
        for byte in bytes {
            if isUnreserved(byte) || (keepingSlash && byte == UInt8(ascii: "/")) {
                text.append(byte)
            } else {
                text.append(UInt8(ascii: "%"))
                text.append(hexDigits[Int(byte >> 4)])
                text.append(hexDigits[Int(byte & 15)])
            }
        }
    }

    /// Without `.`, `..` and empty segments; a trailing slash stays.
    private static func normalised(_ path: String) -> [UInt8] {
        let parts = Array(path.utf8)[...].fields(separatedBy: "/")
        var segments: [ArraySlice<UInt8>] = []
        for part in parts where !part.isEmpty && !isHere(part) {
            if isAbove(part) { _ = segments.popLast() } else { segments.append(part) }
        }
        var result: [UInt8] = []
        result.reserveCapacity(path.utf8.count)
        for segment in segments {
            result.append(UInt8(ascii: "/"))
            result.append(contentsOf: segment)
        }
        let last = parts.last ?? []
        if result.isEmpty || last.isEmpty || isHere(last) || isAbove(last) { result.append(UInt8(ascii: "/")) }
        return result
    }

    private static func isHere(_ segment: ArraySlice<UInt8>) -> Bool { segment.elementsEqual(".".utf8) }
    private static func isAbove(_ segment: ArraySlice<UInt8>) -> Bool { segment.elementsEqual("..".utf8) }

    private static func decoded(_ path: String) -> [UInt8] {
        var result: [UInt8] = []
        var pending: [UInt8] = []
        for byte in path.utf8 {
            if pending.isEmpty {
                if byte == UInt8(ascii: "%") { pending = [byte] } else { result.append(byte) }
                continue
            }
            pending.append(byte)
            guard pending.count == 3 else { continue }
            let digits = String(decoding: pending.dropFirst(), as: UTF8.self)
            if let value = UInt8(digits, radix: 16) { result.append(value) } else { result.append(contentsOf: pending) }
            pending = []
        }
        return result + pending
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
}
