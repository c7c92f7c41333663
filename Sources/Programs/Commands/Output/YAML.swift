import JSONTree

/// JSON values in YAML's block style; texts stand plain where YAML 1.1 and 1.2 both read them as texts.
enum YAML {
    /// The value as a document that ends with a newline.
    static func text(_ value: JSON) -> String { lines(value).joined(separator: "\n") + "\n" }

    private static func lines(_ value: JSON) -> [String] {
        switch value {
        case .object(let object) where !object.isEmpty:
            object.members.flatMap { key, value in entry("\(scalar(key)):", value) }
        case .array(let elements) where !elements.isEmpty:
            elements.flatMap { element in
                let inner = lines(element)
                return ["- " + inner[0]] + inner.dropFirst().map { $0.isEmpty ? "" : "  " + $0 }
            }
        case .string(let text): isBlock(text) ? block(text) : [scalar(text)]
        case .null, .boolean, .number, .array, .object: [value.text()]
        }
    }

    private static func entry(_ key: String, _ value: JSON) -> [String] {
        switch value {
        case .object(let object) where !object.isEmpty: [key] + lines(value).map { $0.isEmpty ? "" : "  " + $0 }
        case .array(let elements) where !elements.isEmpty: [key] + lines(value)
        case .string(let text) where isBlock(text):
            ["\(key) \(block(text)[0])"] + block(text).dropFirst()
        case .null, .boolean, .number, .string, .array, .object: ["\(key) \(lines(value)[0])"]
        }
    }

    /// Text of several lines, each two blanks further in; the header says what becomes of the last newline.
    private static func block(_ text: String) -> [String] {
        let ends = text.hasSuffix("\n")
        let body = ends ? text.dropLast() : text[...]
        return [ends ? "|" : "|-"]
            + body.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                line.isEmpty ? "" : "  " + line
            }
    }

    /// Whether a text has lines that a block scalar can hold as they are.
    private static func isBlock(_ text: String) -> Bool {
        text.contains("\n") && !text.hasPrefix(" ") && !text.hasPrefix("\n") && !text.hasPrefix("\t")
            && !text.hasSuffix("\n\n")
            && text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || isPrintable($0) }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        (0x20...0x7E).contains(scalar.value)
            || (0xA0...0xD7FF).contains(scalar.value) && scalar.value != 0x2028
                && scalar.value != 0x2029
    }

    /// A text on one line: plain if that is safe, else in double quotes, as JSON writes it.
    private static func scalar(_ text: String) -> String { isPlain(text) ? text : JSON.string(text).text() }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 512, !reserved.contains(text.lowercased()) else {
            return false
        }
        let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
        guard isDigit || isLetter(first) || first == UInt8(ascii: "/") else { return false }
        // What starts like a number or a time and has no letter that neither has.
        if isDigit, text.utf8.allSatisfy({ "0123456789abcdefABCDEFxXoOtTzZ_.:+- ".utf8.contains($0) }) { return false }
        return text.utf8.allSatisfy { isLetter($0) || "0123456789_./@+=,:- ".utf8.contains($0) }
            && !text.contains(": ") && !text.hasSuffix(":") && !text.hasSuffix(" ")
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static let reserved: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n", "null", "~"]
}
