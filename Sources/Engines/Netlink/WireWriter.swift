/// Writes numbers in the machine's order, and attributes, as netlink has them.
struct WireWriter {
    private(set) var bytes: [UInt8] = []

    /// Rounded up to four.
    static func aligned(_ count: Int) -> Int { (count + 3) & ~3 }

    mutating func append(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
    }

    /// An attribute: `struct rtattr`, its value, and padding.
    mutating func attribute(_ type: UInt16, _ value: [UInt8]) {
        append(UInt16(4 + value.count))
        append(type)
        bytes += value
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    /// An attribute with a text that ends in a zero.
    mutating func attribute(_ type: UInt16, _ text: String) { attribute(type, Array(text.utf8) + [0]) }

    mutating func attribute(_ type: UInt16, _ number: UInt32) {
        attribute(type, withUnsafeBytes(of: number) { Array($0) })
    }
}
