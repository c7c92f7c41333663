/// The parameters of a query, decoded.
struct QueryParameters: Sendable {
    private static let maximum = 2000

    /// In order, each decoded to bytes: names and values need not be text.
    let pairs: [(name: [UInt8], value: [UInt8])]

    init(_ query: String) throws(SignatureFault) {
        var pairs: [(name: [UInt8], value: [UInt8])] = []
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            let value = equals < pair.endIndex ? pair[pair.index(after: equals)...] : pair[equals...]
            pairs.append((try Self.decode(pair[..<equals]), try Self.decode(value)))
            guard pairs.count <= Self.maximum else { throw .incomplete("the query has too many parameters") }
        }
        self.pairs = pairs
    }

    func values(_ name: String) -> [String] {
        pairs.filter { $0.name.elementsEqual(name.utf8) }.map { String(decoding: $0.value, as: UTF8.self) }
    }

    static func contains(_ name: String, in query: String) -> Bool {
        query.split(separator: "&").contains { $0.hasPrefix(name + "=") }
    }

    private static func decode(_ text: Substring.UTF8View) throws(SignatureFault) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            index = text.index(after: index)
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = hex(text, &index), let low = hex(text, &index) else {
                    throw .incomplete("the query is not percent-encoded")
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    private static func hex(_ text: Substring.UTF8View, _ index: inout Substring.UTF8View.Index) -> UInt8? {
        guard index < text.endIndex else { return nil }
        let digit = Character(Unicode.Scalar(text[index])).hexDigitValue
        index = text.index(after: index)
        return digit.map { UInt8($0) }
    }
}
