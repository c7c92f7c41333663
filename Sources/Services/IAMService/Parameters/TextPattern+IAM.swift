import AWSProtocols

/// The patterns of IAM's service model that no other service has.
extension TextPattern {
    static let iamPathPrefix = TextPattern(#"\u002F[\u0021-\u007F]*"#) { text in
        text.utf8.first == slash && text.utf8.allSatisfy(isVisible)
    }

    static let iamDocument = TextPattern(#"[\u0009\u000A\u000D\u0020-\u00FF]+"#) { text in
        text.unicodeScalars.allSatisfy { (0x20...0xFF).contains($0.value) || isLineSpace($0) }
    }

    static let iamDescription = TextPattern(
        #"[\u0009\u000A\u000D\u0020-\u007E\u00A1-\u00FF]*"#
    ) { text in
        text.unicodeScalars.allSatisfy {
            (0x20...0x7E).contains($0.value) || (0xA1...0xFF).contains($0.value) || isLineSpace($0)
        }
    }

    static let iamVersionID = TextPattern(#"v[1-9][0-9]*(\.[A-Za-z0-9-]*)?"#) { text in
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let number = parts[0].utf8.dropFirst()
        let isNumbered =
            parts[0].utf8.first == UInt8(ascii: "v") && !number.isEmpty
            && number.first != UInt8(ascii: "0") && number.allSatisfy(isDigit)
        return isNumbered
            && (parts.count == 1
                || parts[1].utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "-") })
    }

    static let iamAccessKeyID = TextPattern(#"[\w]+"#) { text in
        !text.isEmpty && text.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") }
    }

    static let iamMarker = TextPattern(#"[\u0020-\u00FF]+"#) { text in
        text.unicodeScalars.allSatisfy { (0x20...0xFF).contains($0.value) }
    }

    static let iamThumbprint = TextPattern("[0-9a-fA-F]+") { text in
        text.utf8.allSatisfy { byte in
            isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
        }
    }

    static let iamTagKey = TextPattern(#"[\p{L}\p{Z}\p{N}_.:/=+\-@]+"#) { text in
        !text.isEmpty && text.unicodeScalars.allSatisfy(isTagScalar)
    }

    static let iamTagValue = TextPattern(#"[\p{L}\p{Z}\p{N}_.:/=+\-@]*"#) { text in
        text.unicodeScalars.allSatisfy(isTagScalar)
    }
}

private let slash = UInt8(ascii: "/")

private func isVisible(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }

private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

private func isLineSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == "\t" || scalar == "\n" || scalar == "\r" }

private func isTagScalar(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .spaceSeparator,
        .lineSeparator, .paragraphSeparator, .decimalNumber, .letterNumber, .otherNumber:
        true
    default: "_.:/=+-@".unicodeScalars.contains(scalar)
    }
}
