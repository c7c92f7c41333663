/// Reads numbers in the machine's order, and attributes.
struct WireReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number<Number: FixedWidthInteger>(_ type: Number.Type) throws(NetlinkError) -> Number {
        let size = MemoryLayout<Number>.size
        guard rest.count >= size else { throw .malformed("it ends within a number") }
        var number = Number.zero
        withUnsafeMutableBytes(of: &number) { $0.copyBytes(from: rest.prefix(size)) }
        rest = rest.dropFirst(size)
        return number
    }

    /// What is left, as attributes by their type; the last of a type counts.
    func attributes() throws(NetlinkError) -> [UInt16: ArraySlice<UInt8>] {
        var found: [UInt16: ArraySlice<UInt8>] = [:]
        var reader = self
        while reader.rest.count >= 4 {
            let start = reader.rest
            let length = Int(try reader.number(UInt16.self))
            // The upper two bits say "nested" and "network order".
            let type = try reader.number(UInt16.self) & 0x3fff
            guard length >= 4, length <= start.count else { throw .malformed("an attribute of \(length) bytes") }
            found[type] = start.dropFirst(4).prefix(length - 4)
            reader = WireReader(start.dropFirst(WireWriter.aligned(length)))
        }
        return found
    }

    /// A text without the zero at its end.
    static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}
