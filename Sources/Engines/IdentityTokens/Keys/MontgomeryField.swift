/// Multiplication modulo an odd number, by Montgomery's method.
struct MontgomeryField {
    private let modulus: BigNumber
    private let limbs: [UInt64]
    /// −modulus⁻¹ modulo 2⁶⁴.
    private let inverse: UInt64
    /// 2 to the power of twice the width, reduced: what brings a number into the field.
    private let square: BigNumber

    init(_ modulus: BigNumber) {
        self.modulus = modulus
        limbs = modulus.limbs
        var inverse: UInt64 = 1
        for _ in 0..<6 { inverse = inverse &* (2 &- modulus.limbs[0] &* inverse) }
        self.inverse = 0 &- inverse
        var value = BigNumber(1)
        for _ in 0..<modulus.limbs.count * 128 {
            value = MontgomeryField.doubled(value)
            if !(value < modulus) { value = value.subtracting(modulus) }
        }
        square = value
    }

    func square(_ value: BigNumber) -> BigNumber {
        let inside = product(value, square)
        return product(product(inside, inside), BigNumber(1))
    }

    func power(_ base: BigNumber, _ exponent: BigNumber) -> BigNumber {
        let inside = product(base, square)
        var result = product(BigNumber(1), square)
        for index in (0..<exponent.bitWidth).reversed() {
            result = product(result, result)
            if exponent.bit(index) { result = product(result, inside) }
        }
        return product(result, BigNumber(1))
    }

    /// left · right / 2^width modulo the modulus.
    private func product(_ left: BigNumber, _ right: BigNumber) -> BigNumber {
        let count = limbs.count
        let first = left.limbs + [UInt64](repeating: 0, count: count - left.limbs.count)
        let second = right.limbs + [UInt64](repeating: 0, count: count - right.limbs.count)
        var sum = [UInt64](repeating: 0, count: count + 2)
        first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in
                limbs.withUnsafeBufferPointer { modulus in
                    sum.withUnsafeMutableBufferPointer { sum in
                        for index in 0..<count {
                            MontgomeryField.add(first[index], second, count, to: sum)
                            MontgomeryField.add(sum[0] &* inverse, modulus, count, to: sum)
                            for place in 0...count { sum[place] = sum[place + 1] }
                            sum[count + 1] = 0
                        }
                    }
                }
            }
        }
        let result = BigNumber(limbs: sum)
        return result < modulus ? result : result.subtracting(modulus)
    }

    private static func add(
        _ factor: UInt64,
        _ number: UnsafeBufferPointer<UInt64>,
        _ count: Int,
        to sum: UnsafeMutableBufferPointer<UInt64>
    ) {
        var carry: UInt64 = 0
        for index in 0..<count {
            let product = factor.multipliedFullWidth(by: number[index])
            let (low, first) = product.low.addingReportingOverflow(sum[index])
            let (total, second) = low.addingReportingOverflow(carry)
            sum[index] = total
            carry = product.high &+ (first ? 1 : 0) &+ (second ? 1 : 0)
        }
        let (total, isCarrying) = sum[count].addingReportingOverflow(carry)
        sum[count] = total
        sum[count + 1] &+= isCarrying ? 1 : 0
    }

    private static func doubled(_ value: BigNumber) -> BigNumber {
        var carry: UInt64 = 0
        var limbs = value.limbs.map { limb in
            defer { carry = limb >> 63 }
            return limb << 1 | carry
        }
        if carry > 0 { limbs.append(carry) }
        return BigNumber(limbs: limbs)
    }
}
