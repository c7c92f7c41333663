import Testing

@testable import JSONTree

/// Texts are read and written eight bytes at a time: every special byte is put at every place of such a run.
struct TextTests {
    private static let plain = Array(repeating: "a" as Unicode.Scalar, count: 20)

    /// Twenty letters with one scalar in the place of another.
    private static func text(_ scalar: Unicode.Scalar, at place: Int) -> String {
        var scalars = plain
        scalars[place] = scalar
        return String(String.UnicodeScalarView(scalars))
    }

    @Test(
        arguments: [
            ("\"", "\\\""), ("\\", "\\\\"), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t"), ("\u{0}", "\\u0000"),
            ("\u{1F}", "\\u001f"), ("\u{7F}", "\\u007f"), (" ", " "), ("!", "!"), ("#", "#"), ("[", "["), ("]", "]"),
            ("\u{80}", "\u{80}"), ("é", "é"), ("😀", "😀"),
        ] as [(Unicode.Scalar, String)]
    )
    func `a scalar is written as it must be, wherever it stands, and read back`(
        _ scalar: Unicode.Scalar,
        _ written: String
    ) throws {
        for place in 0..<20 {
            let text = Self.text(scalar, at: place)
            let letters = (String(repeating: "a", count: place), String(repeating: "a", count: 19 - place))
            let json = JSON.string(text).text()
            #expect(json == "\"" + letters.0 + written + letters.1 + "\"")
            #expect(try JSON(parsing: Array(json.utf8)) == .string(text))
        }
    }

    @Test func `a control character in quotes is refused, wherever it stands`() {
        for place in 0..<20 {
            for byte: UInt8 in [0, 0x0A, 0x1F] {
                let text = "\"" + Self.text(Unicode.Scalar(byte), at: place) + "\""
                let error = #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8)) }
                #expect(error?.kind == .controlCharacter)
                #expect(error?.offset == place + 1)
            }
        }
    }

    @Test func `bytes that are not UTF-8 are refused, wherever they stand`() {
        for place in 1...20 {
            var bytes = Array("\"aaaaaaaaaaaaaaaaaaaa\"".utf8)
            bytes[place] = 0xFF
            let error = #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
            #expect(error?.kind == .invalidUTF8)
        }
    }

    @Test func `a text without its end is refused, whatever its length`() {
        for length in 0..<20 {
            let error = #expect(throws: JSONError.self) {
                try JSON(parsing: Array(("\"" + String(repeating: "a", count: length)).utf8))
            }
            #expect(error?.kind == .unexpectedEnd)
        }
    }

    @Test(arguments: [0, 1, 2046, 2047, 2048, 100_000])
    func `a document of any size is written whole`(_ length: Int) throws {
        let value: JSON = ["text": .string(String(repeating: "é", count: length)), "list": [1, 2, 3]]
        #expect(try JSON(parsing: value.serialized()) == value)
        var bytes = Array("x".utf8)
        value.append(to: &bytes)
        #expect(bytes == Array("x".utf8) + value.serialized())
    }
}
