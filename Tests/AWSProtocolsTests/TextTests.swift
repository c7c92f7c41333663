import Testing

@testable import AWSProtocols

/// Texts go over eight bytes at a time: every special character is put at every place of such a run.
struct TextTests {
    private static func text(_ middle: String, at place: Int) -> String {
        String(repeating: "a", count: place) + middle + String(repeating: "b", count: 19 - place)
    }

    @Test(arguments: [
        ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("\r", "&#13;"), ("\n", "\n"), ("\t", "\t"),
        ("\u{0}", "\u{FFFD}"), ("\u{1F}", "\u{FFFD}"), ("'", "'"), ("é", "é"), ("=", "="), (";", ";"), ("%", "%"),
        ("\u{FFFE}", "\u{FFFD}"), ("\u{FFFF}", "\u{FFFD}"), ("\u{FFFD}", "\u{FFFD}"), ("\u{FEFF}", "\u{FEFF}"),
        ("\u{F000}", "\u{F000}"),
    ])
    func `XML replaces what it cannot carry, wherever it stands`(_ middle: String, _ written: String) {
        for place in 0..<20 {
            var writer = XMLWriter()
            writer.element("a", Self.text(middle, at: place))
            #expect(String(decoding: writer.bytes, as: UTF8.self) == "<a>\(Self.text(written, at: place))</a>")
        }
    }

    @Test(arguments: [
        ("+", " ", "+"), ("%2B", "+", "+"), ("%25", "%", "%"), ("%c3%A9", "é", "é"), ("é", "é", "é"), ("*", "*", "*"),
    ])
    func `escapes are decoded, wherever they stand; a plus is a blank in forms only`(
        _ middle: String,
        _ inForms: String,
        _ elsewhere: String
    ) {
        for place in 0..<20 {
            let text = Self.text(middle, at: place)
            #expect(PercentEncoding.decode(text, plusIsSpace: true) == Self.text(inForms, at: place))
            #expect(PercentEncoding.decode(text, plusIsSpace: false) == Self.text(elsewhere, at: place))
        }
    }

    @Test(arguments: ["%", "%2", "%zz", "%ff", "%C3", "%c3%28"])
    func `broken escapes and bytes that are not UTF-8 are refused, wherever they stand`(_ middle: String) {
        for place in 0..<19 {
            // A letter of the text must not complete the escape.
            let text = Self.text(middle, at: place).replacing("b", with: "y")
            #expect(PercentEncoding.decode(text, plusIsSpace: true) == nil, "\(text)")
        }
    }
}
