import JSONTree

/// Writes XML 1.0 elements; what XML cannot carry is replaced, so that the result is always well formed.
package struct XMLWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    /// A document without an XML declaration.
    package init() { bytes.reserveCapacity(2048) }

    /// A document that starts with an XML declaration.
    package init(declaration: Void) {
        bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
    }

    /// An element with text; nil writes nothing.
    package mutating func element(_ name: String, _ text: String?) {
        guard let text else { return }
        open(name)
        escape(text)
        close(name)
    }

    /// The root element of a document that has nothing but text.
    package mutating func element(_ name: String, namespace: String, text: String) {
        open(name, namespace: namespace)
        escape(text)
        close(name)
    }

    /// An element with other elements in it; an element without content is written as `<name/>`.
    package mutating func element(
        _ name: String,
        namespace: String? = nil,
        _ content: (inout XMLWriter) throws -> Void
    ) rethrows {
        let start = bytes.count
        open(name, namespace: namespace)
        let empty = bytes.count
        try content(&self)
        guard bytes.count > empty else {
            bytes.removeLast()
            bytes.append(contentsOf: "/>".utf8)
            assert(start < empty)
            return
        }
        close(name)
    }

    private mutating func open(_ name: String, namespace: String? = nil) {
        bytes.append(UInt8(ascii: "<"))
        bytes.append(contentsOf: name.utf8)
        if let namespace {
            bytes.append(contentsOf: " xmlns=\"".utf8)
            escape(namespace)
            bytes.append(UInt8(ascii: "\""))
        }
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func close(_ name: String) {
        bytes.append(contentsOf: "</".utf8)
        bytes.append(contentsOf: name.utf8)
        bytes.append(UInt8(ascii: ">"))
    }

    private mutating func escape(_ text: String) {
        var text = text
        text.withUTF8 { text in
            // Runs of plain bytes go over as they are; most texts are one run.
            var start = 0
            var index = 0
            while index < text.count {
                if index + 8 <= text.count, XMLWriter.isPlain(text, at: index) {
                    index += 8
                    continue
                }
                let length = XMLWriter.isNoncharacter(text, at: index) ? 3 : 1
                if let replacement = length == 3 ? "\u{FFFD}" : XMLWriter.replacement(of: text[index]) {
                    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
                    bytes.append(contentsOf: replacement.utf8)
                    start = index + length
                }
                index += length
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        }
    }

    /// Whether eight bytes need no replacement; false is no answer.
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        let word = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: index, as: UInt64.self)
        let special =
            EightBytes.below(0x20, in: word) | EightBytes.equal(to: 0x26, in: word)
            | EightBytes.equal(to: 0x3C, in: word) | EightBytes.equal(to: 0x3E, in: word)
            | EightBytes.equal(to: 0x22, in: word) | EightBytes.equal(to: 0xEF, in: word)
        return special == 0
    }

    /// Whether U+FFFE or U+FFFF stands there, which XML 1.0 forbids like control characters.
    private static func isNoncharacter(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        index + 2 < text.count && text[index] == 0xEF && text[index + 1] == 0xBF && text[index + 2] >= 0xBE
    }

    private static func replacement(of byte: UInt8) -> String? {
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        // A literal carriage return would be read back as a line feed.
        case 0x0D: "&#13;"
        case 0x09, 0x0A, 0x20...: nil
        // No other control character may stand in XML 1.0, not even escaped.
        default: "\u{FFFD}"
        }
    }
}
