extension JSON {
    /// The value as UTF-8 bytes, on one line, or with two blanks of indentation a level.
    package func serialized(pretty: Bool = false) -> [UInt8] {
        var output = ByteOutput(capacity: 2048)
        write(to: &output, indentation: pretty ? 0 : nil)
        return Array(output.bytes)
    }

    /// The value as text, on one line, or with two blanks of indentation a level.
    package func text(pretty: Bool = false) -> String { String(decoding: serialized(pretty: pretty), as: UTF8.self) }

    /// Appends the value on one line.
    package func append(to bytes: inout [UInt8]) {
        var output = ByteOutput(capacity: 2048)
        write(to: &output, indentation: nil)
        bytes.append(contentsOf: output.bytes)
    }

    private func write(to output: inout ByteOutput, indentation: Int?) {
        switch self {
        case .null: output.put("null")
        case .boolean(let value): output.put(value ? "true" : "false")
        case .number(let number): JSON.put(number.text, to: &output)
        case .string(let text): JSON.write(text, to: &output)
        case .array(let elements):
            let inner = indentation.map { $0 + 2 }
            output.put(UInt8(ascii: "["))
            for index in elements.indices {
                JSON.separate(index, to: &output, indentation: inner)
                elements[index].write(to: &output, indentation: inner)
            }
            if let indentation, !elements.isEmpty { JSON.newLine(indentation, to: &output) }
            output.put(UInt8(ascii: "]"))
        case .object(let object):
            let members = object.members
            let inner = indentation.map { $0 + 2 }
            output.put(UInt8(ascii: "{"))
            for index in members.indices {
                JSON.separate(index, to: &output, indentation: inner)
                JSON.write(members[index].key, to: &output)
                output.put(UInt8(ascii: ":"))
                if inner != nil { output.put(UInt8(ascii: " ")) }
                members[index].value.write(to: &output, indentation: inner)
            }
            if let indentation, !members.isEmpty { JSON.newLine(indentation, to: &output) }
            output.put(UInt8(ascii: "}"))
        }
    }

    /// What stands before an element: a comma after the one before, and its own line if lines are wanted.
    private static func separate(_ index: Int, to output: inout ByteOutput, indentation: Int?) {
        if index > 0 { output.put(UInt8(ascii: ",")) }
        if let indentation { newLine(indentation, to: &output) }
    }

    private static func newLine(_ indentation: Int, to output: inout ByteOutput) {
        output.put(0x0A)
        for _ in 0..<indentation { output.put(UInt8(ascii: " ")) }
    }

    /// Puts a text that needs no quotes.
    private static func put(_ text: String, to output: inout ByteOutput) {
        var text = text
        text.withUTF8 { output.put($0) }
    }

    private static func write(_ text: String, to output: inout ByteOutput) {
        output.put(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { text in
            // Runs of plain bytes go over as they are; most texts are one run.
            var start = 0
            while true {
                let end = endOfPlain(text, from: start)
                output.put(UnsafeBufferPointer(rebasing: text[start..<end]))
                guard end < text.count else { break }
                escape(text[end], to: &output)
                start = end + 1
            }
        }
        output.put(UInt8(ascii: "\""))
    }

    /// Where the next byte stands that must be escaped: a control character, a quote, or a backslash.
    private static func endOfPlain(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        let bytes = UnsafeRawBufferPointer(text)
        while index + 8 <= text.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let special =
                EightBytes.below(0x20, in: word) | EightBytes.equal(to: 0x22, in: word)
                | EightBytes.equal(to: 0x5C, in: word)
                | EightBytes.equal(to: 0x7F, in: word)
            guard special == 0 else { break }
            index += 8
        }
        while index < text.count, !needsEscape(text[index]) { index += 1 }
        return index
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func escape(_ byte: UInt8, to output: inout ByteOutput) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            output.put(UInt8(ascii: "\\"))
            output.put(byte)
        case 0x0A: output.put("\\n")
        case 0x0D: output.put("\\r")
        case 0x09: output.put("\\t")
        default:
            output.put("\\u00")
            output.put(hexDigits[Int(byte >> 4)])
            output.put(hexDigits[Int(byte & 15)])
        }
    }
}

private let hexDigits = Array("0123456789abcdef".utf8)
