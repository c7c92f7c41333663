extension JSON {
    /// The value as UTF-8 bytes, on one line, or with two blanks of indentation a level.
    package func serialized(pretty: Bool = false) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(512)
        write(to: &bytes, indentation: pretty ? 0 : nil)
        return bytes
    }

    /// The value as text, on one line, or with two blanks of indentation a level.
    package func text(pretty: Bool = false) -> String { String(decoding: serialized(pretty: pretty), as: UTF8.self) }

    /// Appends the value on one line.
    package func append(to bytes: inout [UInt8]) { write(to: &bytes, indentation: nil) }

    private func write(to bytes: inout [UInt8], indentation: Int?) {
        switch self {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .boolean(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): JSON.write(text, to: &bytes)
        case .array(let elements):
            JSON.writeContainer("[", "]", count: elements.count, to: &bytes, indentation: indentation) {
                index,
                bytes,
                inner in
                elements[index].write(to: &bytes, indentation: inner)
            }
        case .object(let object):
            let members = object.members
            JSON.writeContainer("{", "}", count: members.count, to: &bytes, indentation: indentation) {
                index,
                bytes,
                inner in
                JSON.write(members[index].key, to: &bytes)
                bytes.append(UInt8(ascii: ":"))
                if inner != nil { bytes.append(UInt8(ascii: " ")) }
                members[index].value.write(to: &bytes, indentation: inner)
            }
        }
    }

    private static func writeContainer(
        _ open: Unicode.Scalar,
        _ close: Unicode.Scalar,
        count: Int,
        to bytes: inout [UInt8],
        indentation: Int?,
        element: (Int, inout [UInt8], Int?) -> Void
    ) {
        bytes.append(UInt8(ascii: open))
        for index in 0..<count {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if let indentation { newLine(indentation + 2, to: &bytes) }
            element(index, &bytes, indentation.map { $0 + 2 })
        }
        if let indentation, count > 0 { newLine(indentation, to: &bytes) }
        bytes.append(UInt8(ascii: close))
    }

    private static func newLine(_ indentation: Int, to bytes: inout [UInt8]) {
        bytes.append(0x0A)
        for _ in 0..<indentation { bytes.append(UInt8(ascii: " ")) }
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { text in
            // Runs of plain bytes go over as they are; most texts are one run.
            var start = 0
            for index in text.indices where needsEscape(text[index]) {
                bytes.append(contentsOf: text[start..<index])
                escape(text[index], to: &bytes)
                start = index + 1
            }
            bytes.append(contentsOf: text[start...])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func escape(_ byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        default:
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(hexDigits[Int(byte >> 4)])
            bytes.append(hexDigits[Int(byte & 15)])
        }
    }
}

private let hexDigits = Array("0123456789abcdef".utf8)
