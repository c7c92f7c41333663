/// The containers that a pod's annotation `skip-containers` names: one record of comma-separated values (RFC 4180).
enum SkippedContainers {
    /// The names, blanks kept; nobody if the record is malformed.
    static func parse(_ text: String?) -> Set<String> {
        guard let text, let fields = record(Array(text.utf8)) else { return [] }
        return Set(fields)
    }

    private static let quote = UInt8(ascii: "\"")
    private static let comma = UInt8(ascii: ",")
    private static let newline = UInt8(ascii: "\n")

    private static func record(_ bytes: [UInt8]) -> [String]? {
        var rest = bytes[...]
        // Blank lines before the record do not count.
        while let first = rest.first, first == newline || (first == 0x0D && rest.dropFirst().first == newline) {
            rest = rest.dropFirst()
        }
        guard !rest.isEmpty else { return nil }
        var fields: [String] = []
        while true {
            guard let field = rest.first == quote ? quoted(&rest) : plain(&rest) else { return nil }
            fields.append(field)
            guard rest.first == comma else { return fields }
            rest = rest.dropFirst()
        }
    }

    private static func plain(_ rest: inout ArraySlice<UInt8>) -> String? {
        var field = rest.prefix { $0 != comma && $0 != newline }
        rest = rest[field.endIndex...]
        if rest.first != comma, field.last == 0x0D { field = field.dropLast() }
        return field.contains(quote) ? nil : String(decoding: field, as: UTF8.self)
    }

    /// A field in quotes; a doubled quote is one of the field.
    private static func quoted(_ rest: inout ArraySlice<UInt8>) -> String? {
        rest = rest.dropFirst()
        var field: [UInt8] = []
        while let byte = rest.popFirst() {
            guard byte == quote else {
                field.append(byte)
                continue
            }
            if rest.first == quote {
                field.append(quote)
                rest = rest.dropFirst()
                continue
            }
            if rest.first == 0x0D, rest.dropFirst().first == newline { rest = rest.dropFirst() }
            let isEnd = rest.isEmpty || rest.first == comma || rest.first == newline
            return isEnd ? String(decoding: field, as: UTF8.self) : nil
        }
        return nil
    }
}
