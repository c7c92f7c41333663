/// Why a text is not acceptable JSON, and where.
package struct JSONError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    package enum Kind: Hashable, Sendable {
        case tooLarge(maximumBytes: Int)
        case tooDeep(maximumDepth: Int)
        case tooManyValues(maximumValues: Int)
        case unexpectedEnd
        case unexpected(byte: UInt8, wanted: String)
        case invalidNumber
        case invalidEscape
        case invalidUTF8
        case controlCharacter
        case duplicateKey(String)
        case trailingContent
    }

    package let kind: Kind
    /// From 1.
    package let line: Int
    /// From 1, in UTF-16 units.
    package let column: Int
    /// From 0, in bytes.
    package let offset: Int

    package var description: String { "line \(line), column \(column): \(problem)" }

    /// Without the place.
    package var problem: String {
        switch kind {
        case .tooLarge(let maximum): "the text is larger than \(maximum) bytes"
        case .tooDeep(let maximum): "values are nested more than \(maximum) deep"
        case .tooManyValues(let maximum): "there are more than \(maximum) values"
        case .unexpectedEnd: "the text ends too early"
        case .unexpected(let byte, let wanted): "\(wanted) wanted, \(JSONError.name(of: byte)) found"
        case .invalidNumber: "this is not a number as JSON writes them"
        case .invalidEscape: "this escape sequence does not exist"
        case .invalidUTF8: "these bytes are not UTF-8"
        case .controlCharacter: "control characters must be escaped"
        case .duplicateKey(let key): "the key \"\(key)\" occurs twice in one object"
        case .trailingContent: "nothing may follow the value"
        }
    }

    private static func name(of byte: UInt8) -> String {
        (0x21...0x7E).contains(byte) ? "'\(Character(Unicode.Scalar(byte)))'" : "byte 0x\(String(byte, radix: 16))"
    }
}
