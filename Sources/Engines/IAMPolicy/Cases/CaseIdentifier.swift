import JSONTree

/// The `id` of a case that is no JSON, so that its answer can still be told from others.
///
/// Most such lines fail far behind their `id`: a key twice in a policy, nesting too deep, an end too early.
struct CaseIdentifier {
    private let bytes: [UInt8]
    private var offset = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The value of the member `id` of the outermost object, if that much can be read; null if it cannot.
    static func find(in bytes: [UInt8]) -> JSON {
        var scanner = CaseIdentifier(bytes)
        return scanner.find() ?? .null
    }

    private mutating func find() -> JSON? {
        skipBlanks()
        guard take(UInt8(ascii: "{")) else { return nil }
        repeat {
            skipBlanks()
            guard let key = string() else { return nil }
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { return nil }
            let start = offset
            guard skipValue() else { return nil }
            if key == Array(#""id""#.utf8) {
                return try? JSON(parsing: Array(bytes[start..<offset]))
            }
        } while take(UInt8(ascii: ","))
        return nil
    }

    private mutating func skipBlanks() {
        while offset < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[offset]) { offset += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    /// A text with its quotes; nil if none begins here, or it does not end.
    private mutating func string() -> [UInt8]? {
        let start = offset
        guard take(UInt8(ascii: "\"")) else { return nil }
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return Array(bytes[start..<offset])
            case UInt8(ascii: "\\"): offset += 2
            default: offset += 1
            }
        }
        return nil
    }

    /// Goes to the comma or brace behind a value, whatever is in it; false if the text ends before.
    private mutating func skipValue() -> Bool {
        var depth = 0
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                guard string() != nil else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ","):
                if depth == 0 { return true }
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return true }
                depth -= 1
            default: break
            }
            offset += 1
        }
        return false
    }
}
