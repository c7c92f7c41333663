import Ambient

/// RSA keys that follow from a seed, for reproducible recordings; never for production.
enum SeededRSA {
    /// Big-endian bytes.
    struct Numbers {
        let n: [UInt8]
        let e: [UInt8]
        let d: [UInt8]
        let p: [UInt8]
        let q: [UInt8]
    }

    private static let exponent: UInt64 = 65_537

    static func generate(random: RandomSource) -> Numbers {
        while true {
            let first = prime(random)
            let second = prime(random)
            guard first != second else { continue }
            let (p, q) = first < second ? (second, first) : (first, second)
            let n = p.multiplied(by: q)
            let order = p.minusOne.multiplied(by: q.minusOne)
            guard n.bitWidth == 2048, let d = inverseOfExponent(modulo: order) else { continue }
            return Numbers(n: n.bytes, e: [1, 0, 1], d: d.bytes, p: p.bytes, q: q.bytes)
        }
    }

    /// A prime of 1024 bits, the two highest set, that does not divide by the exponent after one is taken away.
    private static func prime(_ random: RandomSource) -> BigNumber {
        while true {
            var bytes = random.bytes(128)
            bytes[0] |= 0xC0
            bytes[127] |= 1
            let candidate = BigNumber(bytes: bytes)
            guard smallPrimes.allSatisfy({ candidate.remainder($0) != 0 }), candidate.minusOne.remainder(exponent) != 0,
                isProbablyPrime(candidate, random)
            else { continue }
            return candidate
        }
    }

    /// Miller and Rabin's test; eight rounds leave an error below 2⁻¹⁰⁰ for random numbers of this size.
    private static func isProbablyPrime(_ number: BigNumber, _ random: RandomSource) -> Bool {
        let field = MontgomeryField(number)
        let last = number.minusOne
        let shift = last.trailingZeros
        let odd = last.shiftedRight(shift)
        for round in 0..<8 {
            // The first base settles nearly every composite number.
            let base = round == 0 ? BigNumber(2) : BigNumber(bytes: random.bytes(16))
            var value = field.power(base, odd)
            if value == BigNumber(1) || value == last { continue }
            var isWitness = true
            for _ in 1..<max(1, shift) where isWitness {
                value = field.square(value)
                if value == last { isWitness = false }
            }
            if isWitness { return false }
        }
        return true
    }

    /// d with d·e ≡ 1: (1 + k·m) / e for the k that makes it whole.
    private static func inverseOfExponent(modulo order: BigNumber) -> BigNumber? {
        let rest = order.remainder(exponent)
        guard rest != 0 else { return nil }
        for k in 1..<exponent where (rest &* k &+ 1) % exponent == 0 {
            return order.multiplied(by: BigNumber(k)).plusOne.divided(by: exponent)
        }
        return nil
    }

    private static let smallPrimes: [UInt64] = {
        var primes: [UInt64] = []
        for candidate in stride(from: UInt64(3), to: 4000, by: 2)
        where primes.allSatisfy({ candidate % $0 != 0 || $0 * $0 > candidate }) {
            primes.append(candidate)
        }
        return primes
    }()
}
