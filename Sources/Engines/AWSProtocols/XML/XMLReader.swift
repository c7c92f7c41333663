/// Reads small XML documents: elements and text; no document types, no entities but the five predefined ones.
package struct XMLReader {
    private static let maximumDepth = 16
    private static let maximumElements = 20_000

    private let bytes: [UInt8]
    private var offset = 0
    private var elements = 0

    /// Reads a document's root element.
    ///
    /// - Throws: `XMLError`.
    package static func read(_ bytes: [UInt8]) throws(XMLError) -> XMLElement {
        var reader = XMLReader(bytes: bytes)
        try reader.skipMisc()
        let root = try reader.element(depth: 1)
        try reader.skipMisc()
        guard reader.offset == bytes.count else { throw reader.error("nothing may follow the root element") }
        return root
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func element(depth: Int) throws(XMLError) -> XMLElement {
        elements += 1
        guard depth <= Self.maximumDepth, elements <= Self.maximumElements else {
            throw error("the document is too large")
        }
        guard take("<") else { throw error("an element wanted") }
        let qualified = try name()
        try skipAttributes()
        let local = String(qualified.split(separator: ":").last ?? "")
        if take("/>") { return XMLElement(name: local, children: [], text: "") }
        guard take(">") else { throw error("'>' wanted") }
        var children: [XMLElement] = []
        var text: [UInt8] = []
        while !take("</") {
            guard offset < bytes.count else { throw error("</\(qualified)> wanted") }
            if take("<!--") {
                try skip(past: "-->")
            } else if take("<![CDATA[") {
                let start = offset
                try skip(past: "]]>")
                text.append(contentsOf: bytes[start..<offset - 3])
            } else if bytes[offset] == UInt8(ascii: "<") {
                children.append(try element(depth: depth + 1))
            } else {
                try character(into: &text)
            }
        }
        guard try name() == qualified else { throw error("</\(qualified)> wanted") }
        skipBlanks()
        guard take(">") else { throw error("'>' wanted") }
        guard let content = String(validating: text, as: UTF8.self) else { throw error("the text is not UTF-8") }
        return XMLElement(name: local, children: children, text: content)
    }

    private mutating func name() throws(XMLError) -> String {
        let start = offset
        while offset < bytes.count, !Self.endsName(bytes[offset]) { offset += 1 }
        guard offset > start, let name = String(validating: bytes[start..<offset], as: UTF8.self) else {
            throw error("a name wanted")
        }
        return name
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "=")
            || byte == UInt8(ascii: "<") || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "\"")
    }

    private mutating func skipAttributes() throws(XMLError) {
        skipBlanks()
        while offset < bytes.count, bytes[offset] != UInt8(ascii: ">"), bytes[offset] != UInt8(ascii: "/") {
            _ = try name()
            skipBlanks()
            guard take("=") else { throw error("'=' wanted") }
            skipBlanks()
            let quote = offset < bytes.count ? bytes[offset] : 0
            guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw error("a quote wanted") }
            offset += 1
            while offset < bytes.count, bytes[offset] != quote { offset += 1 }
            guard offset < bytes.count else { throw error("a quote wanted") }
            offset += 1
            skipBlanks()
        }
    }

    private mutating func character(into text: inout [UInt8]) throws(XMLError) {
        guard bytes[offset] == UInt8(ascii: "&") else {
            text.append(bytes[offset])
            offset += 1
            return
        }
        let entities = [("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")]
        for (entity, replacement) in entities where take(entity) {
            text.append(contentsOf: replacement.utf8)
            return
        }
        guard take("&#") else { throw error("an entity that XML does not predefine") }
        let isHex = take("x")
        let start = offset
        while offset < bytes.count, bytes[offset] != UInt8(ascii: ";"), offset - start < 8 { offset += 1 }
        let digits = String(decoding: bytes[start..<offset], as: UTF8.self)
        guard take(";"), let code = UInt32(digits, radix: isHex ? 16 : 10), let scalar = Unicode.Scalar(code) else {
            throw error("a character reference that names no character")
        }
        text.append(contentsOf: String(scalar).utf8)
    }

    private mutating func skipMisc() throws(XMLError) {
        _ = take("\u{FEFF}")
        skipBlanks()
        while true {
            if take("<?") {
                try skip(past: "?>")
            } else if take("<!--") {
                try skip(past: "-->")
            } else {
                return
            }
            skipBlanks()
        }
    }

    private mutating func skip(past end: String) throws(XMLError) {
        while offset < bytes.count {
            if take(end) { return }
            offset += 1
        }
        throw error("'\(end)' wanted")
    }

    private mutating func skipBlanks() {
        while offset < bytes.count, bytes[offset] == 0x20 || (0x09...0x0D).contains(bytes[offset]) { offset += 1 }
    }

    private mutating func take(_ text: String) -> Bool {
        let utf8 = text.utf8
        guard offset + utf8.count <= bytes.count, bytes[offset..<offset + utf8.count].elementsEqual(utf8) else {
            return false
        }
        offset += utf8.count
        return true
    }

    private func error(_ reason: String) -> XMLError { XMLError(offset: offset, reason: reason) }
}

/// Why a document is not acceptable XML, and where.
package struct XMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// From 0, in bytes.
    package let offset: Int
    package let reason: String

    package var description: String { "byte \(offset): \(reason)" }
}
