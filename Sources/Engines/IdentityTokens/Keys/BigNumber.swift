/// A natural number of any size; just what making seeded keys needs.
struct BigNumber: Hashable, Sendable, Comparable {
    /// Lowest first, the highest not zero.
    private(set) var limbs: [UInt64]

    init(_ value: UInt64) {
        limbs = value == 0 ? [] : [value]
    }

    init(limbs: [UInt64]) {
        self.limbs = limbs
        while self.limbs.last == 0 { self.limbs.removeLast() }
    }

    /// Reads big-endian bytes.
    init(bytes: [UInt8]) {
        var limbs: [UInt64] = []
        for end in stride(from: bytes.count, to: 0, by: -8) {
            limbs.append(bytes[max(0, end - 8)..<end].reduce(0) { $0 << 8 | UInt64($1) })
        }
        self.init(limbs: limbs)
    }

    /// Big-endian, without leading zeros.
    var bytes: [UInt8] {
        let all = limbs.reversed().flatMap { limb in (0..<8).map { UInt8(truncatingIfNeeded: limb >> (56 - 8 * $0)) } }
        return Array(all.drop { $0 == 0 })
    }

    var bitWidth: Int { limbs.isEmpty ? 0 : limbs.count * 64 - limbs[limbs.count - 1].leadingZeroBitCount }

    var trailingZeros: Int {
        guard let index = limbs.firstIndex(where: { $0 != 0 }) else { return 0 }
        return index * 64 + limbs[index].trailingZeroBitCount
    }

    static func < (left: BigNumber, right: BigNumber) -> Bool {
        guard left.limbs.count == right.limbs.count else { return left.limbs.count < right.limbs.count }
        return left.limbs.reversed().lexicographicallyPrecedes(right.limbs.reversed())
    }

    func bit(_ index: Int) -> Bool {
        index / 64 < limbs.count && limbs[index / 64] >> UInt64(index % 64) & 1 == 1
    }

    var minusOne: BigNumber {
        var result = limbs
        for index in result.indices {
            let (value, isBorrowing) = result[index].subtractingReportingOverflow(1)
            result[index] = value
            guard isBorrowing else { break }
        }
        return BigNumber(limbs: result)
    }

    var plusOne: BigNumber {
        var result = limbs
        for index in result.indices {
            let (value, isCarrying) = result[index].addingReportingOverflow(1)
            result[index] = value
            guard isCarrying else { return BigNumber(limbs: result) }
        }
        return BigNumber(limbs: result + [1])
    }

    func shiftedRight(_ count: Int) -> BigNumber {
        let (words, bits) = (count / 64, UInt64(count % 64))
        guard words < limbs.count else { return BigNumber(0) }
        let kept = Array(limbs[words...])
        guard bits > 0 else { return BigNumber(limbs: kept) }
        return BigNumber(
            limbs: kept.indices.map { index in
                kept[index] >> bits | (index + 1 < kept.count ? kept[index + 1] << (64 - bits) : 0)
            }
        )
    }

    func multiplied(by other: BigNumber) -> BigNumber {
        var result = [UInt64](repeating: 0, count: limbs.count + other.limbs.count)
        for (offset, limb) in limbs.enumerated() {
            var carry: UInt64 = 0
            for (index, factor) in other.limbs.enumerated() {
                let product = limb.multipliedFullWidth(by: factor)
                let (low, first) = product.low.addingReportingOverflow(result[offset + index])
                let (sum, second) = low.addingReportingOverflow(carry)
                result[offset + index] = sum
                carry = product.high &+ (first ? 1 : 0) &+ (second ? 1 : 0)
            }
            result[offset + other.limbs.count] = carry
        }
        return BigNumber(limbs: result)
    }

    func remainder(_ divisor: UInt64) -> UInt64 {
        var rest: UInt64 = 0
        for limb in limbs.reversed() { rest = divisor.dividingFullWidth((rest, limb)).remainder }
        return rest
    }

    func divided(by divisor: UInt64) -> BigNumber {
        var result = limbs
        var rest: UInt64 = 0
        for index in limbs.indices.reversed() {
            (result[index], rest) = divisor.dividingFullWidth((rest, limbs[index]))
        }
        return BigNumber(limbs: result)
    }

    func subtracting(_ other: BigNumber) -> BigNumber {
        var result = limbs
        var isBorrowing = false
        for index in result.indices {
            let (first, one) = result[index].subtractingReportingOverflow(
                index < other.limbs.count ? other.limbs[index] : 0
            )
            let (second, two) = first.subtractingReportingOverflow(isBorrowing ? 1 : 0)
            result[index] = second
            isBorrowing = one || two
        }
        return BigNumber(limbs: result)
    }
}
