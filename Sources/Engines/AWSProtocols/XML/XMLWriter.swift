/// Writes XML 1.0 elements; what XML cannot carry is replaced, so that the result is always well formed.
package struct XMLWriter: Sendable {
    package private(set) var bytes: [UInt8] = []

    /// A document without an XML declaration.
    package init() {}

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
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
            // A literal carriage return would be read back as a line feed.
            case 0x0D: bytes.append(contentsOf: "&#13;".utf8)
            case 0x09, 0x0A, 0x20...: bytes.append(byte)
            // No other control character may stand in XML 1.0, not even escaped.
            default: bytes.append(contentsOf: "\u{FFFD}".utf8)
            }
        }
    }
}
