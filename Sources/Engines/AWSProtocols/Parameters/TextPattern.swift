/// A set of allowed texts, written the way AWS's messages show it.
package struct TextPattern: Sendable {
    /// As AWS prints it, for example `[\w+=,.@-]+`.
    package let display: String
    package let allows: @Sendable (String) -> Bool

    package init(_ display: String, allows: @escaping @Sendable (String) -> Bool) {
        self.display = display
        self.allows = allows
    }

    /// Names of roles, policies and users.
    package static let name = TextPattern(#"[\w+=,.@-]+"#) { !$0.isEmpty && $0.utf8.allSatisfy(isNameByte) }

    /// Names of role sessions, and source identities.
    package static let roleSessionName = TextPattern(#"[\w+=,.@-]*"#) { $0.utf8.allSatisfy(isNameByte) }

    /// Paths of IAM entities: `/`, or `/…/`.
    package static let path = TextPattern(#"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)"#) { text in
        text == "/"
            || (text.hasPrefix("/") && text.hasSuffix("/") && text.utf8.count > 2
                && text.utf8.allSatisfy { (0x21...0x7E).contains($0) })
    }

    /// ARNs, as far as AWS's own pattern looks.
    package static let arn = TextPattern(
        #"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+"#
    ) {
        text in
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
            default: false
            }
        }
    }

    @Sendable private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        case UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "."),
            UInt8(ascii: "@"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
