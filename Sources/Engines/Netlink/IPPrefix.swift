/// An address of either family and how many of its bits count.
package struct IPPrefix: Sendable, Hashable, CustomStringConvertible {
    /// Four or sixteen, in network order.
    package let bytes: [UInt8]
    package let length: Int

    /// A single address, by its four or sixteen bytes.
    package init(host bytes: [UInt8]) {
        self.bytes = bytes
        length = bytes.count * 8
    }

    init(bytes: [UInt8], length: Int) {
        self.bytes = bytes
        self.length = min(length, bytes.count * 8)
    }

    /// `AF_INET` or `AF_INET6`, as Linux numbers them.
    var family: UInt8 { bytes.count == 4 ? 2 : 10 }

    /// Whether an address of the same family is within.
    package func contains(_ other: IPPrefix) -> Bool {
        guard bytes.count == other.bytes.count, other.length >= length else { return false }
        return (0..<length).allSatisfy { bit in
            (bytes[bit / 8] ^ other.bytes[bit / 8]) & (0x80 >> (bit % 8)) == 0
        }
    }

    package var description: String {
        if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") + "/\(length)" }
        let groups = stride(from: 0, to: bytes.count, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        return groups.map { String($0, radix: 16) }.joined(separator: ":") + "/\(length)"
    }
}
