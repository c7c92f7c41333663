/// An IP address (RFC 4291 section 2.2 for the sixth version); addresses of the fourth mapped into the sixth are of the fourth.
struct IPAddress: Sendable, Hashable {
    enum Family: Int, Sendable {
        case v4 = 32
        case v6 = 128
    }

    let family: Family
    /// The bits from the left, 32 or 128 of them.
    let bits: UInt128

    /// Nil if the text is no address.
    init?(_ text: some StringProtocol) {
        if let bits = IPAddress.v4(text) {
            family = .v4
            self.bits = UInt128(bits) << 96
        } else if let bits = IPAddress.v6(text) {
            let isMapped = bits >> 32 == 0xFFFF
            family = isMapped ? .v4 : .v6
            self.bits = isMapped ? bits << 96 : bits
        } else {
            return nil
        }
    }

    private static func v4(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bits: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (48...57).contains($0) }),
                part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0"), let byte = UInt8(part)
            else { return nil }
            bits = bits << 8 | UInt32(byte)
        }
        return bits
    }

    private static func v6(_ text: some StringProtocol) -> UInt128? {
        guard text.utf8.count <= 45, text.utf8.contains(UInt8(ascii: ":")) else { return nil }
        if let gap = text.firstRange(of: "::") {
            guard let front = groups(text[..<gap.lowerBound], isLast: false),
                let back = groups(text[gap.upperBound...], isLast: true), front.count + back.count < 8
            else { return nil }
            return join(front + Array(repeating: 0, count: 8 - front.count - back.count) + back)
        }
        guard let all = groups(text[...], isLast: true), all.count == 8 else { return nil }
        return join(all)
    }

    private static func join(_ groups: [UInt16]) -> UInt128 { groups.reduce(0) { $0 << 16 | UInt128($1) } }

    /// The groups of a piece; its last one may be written as an address of the fourth version.
    private static func groups(_ text: some StringProtocol, isLast: Bool) -> [UInt16]? {
        if text.isEmpty { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if isLast, index == parts.count - 1, part.utf8.contains(UInt8(ascii: ".")) {
                guard let bits = v4(part) else { return nil }
                groups += [UInt16(bits >> 16), UInt16(truncatingIfNeeded: bits)]
            } else {
                guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy(isHexDigit),
                    let group = UInt16(part, radix: 16)
                else { return nil }
                groups.append(group)
            }
        }
        return groups
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...70, 97...102: true
        default: false
        }
    }
}

/// A range of addresses, `ADDRESS/BITS` (RFC 4632 section 3.1); without bits it is one address.
struct IPNetwork: Sendable, Hashable {
    private let family: IPAddress.Family
    private let bits: UInt128
    private let mask: UInt128

    /// Bits past the prefix are ignored; nil if the text is no range.
    init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let first = parts.first, let address = IPAddress(first) else { return nil }
        var length = address.family.rawValue
        if parts.count == 2 {
            guard (1...3).contains(parts[1].utf8.count), parts[1].utf8.allSatisfy({ (48...57).contains($0) }),
                var given = Int(parts[1])
            else { return nil }
            // The prefix of a mapped address counts the 96 bits in front of it.
            if address.family == .v4, first.utf8.contains(UInt8(ascii: ":")) { given -= 96 }
            guard (0...length).contains(given) else { return nil }
            length = given
        }
        family = address.family
        mask = length == 0 ? 0 : UInt128.max << UInt128(128 - length)
        bits = address.bits & mask
    }

    /// Families never match each other.
    func contains(_ address: IPAddress) -> Bool { address.family == family && address.bits & mask == bits }
}
