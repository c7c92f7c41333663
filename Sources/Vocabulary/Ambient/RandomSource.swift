import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// Where randomness comes from: the system's generator, or a seeded sequence for reproducible recordings.
package struct RandomSource: Sendable {
    private let draw: @Sendable () -> UInt64

    package init(_ draw: @escaping @Sendable () -> UInt64) {
        self.draw = draw
    }

    /// The operating system's cryptographic generator.
    package static let system: RandomSource = {
        let buffer = RandomBuffer()
        return RandomSource { buffer.next() }
    }()

    /// A reproducible sequence (SplitMix64).
    ///
    /// Never for production: whoever knows the seed knows every key.
    package static func seeded(_ seed: UInt64) -> RandomSource {
        let state = SeededState(seed)
        return RandomSource { state.next() }
    }

    /// The next 64 random bits.
    package func word() -> UInt64 { draw() }

    /// A number of random bytes.
    package func bytes(_ count: Int) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count + 7)
        while result.count < count {
            withUnsafeBytes(of: draw().littleEndian) { result.append(contentsOf: $0) }
        }
        result.removeLast(result.count - count)
        return result
    }

    /// A string of characters drawn evenly from an ASCII alphabet of at most 256 characters.
    package func text(_ count: Int, from alphabet: [UInt8]) -> String {
        let limit = 256 - 256 % alphabet.count
        var result: [UInt8] = []
        result.reserveCapacity(count)
        while result.count < count {
            for byte in bytes(count) where Int(byte) < limit && result.count < count {
                result.append(alphabet[Int(byte) % alphabet.count])
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// Words of the system's generator, drawn many at a time: a system call for each costs more than all the rest of an id.
private final class RandomBuffer: Sendable {
    /// The most bytes that `getentropy` gives at once are 256.
    private static let size = 32
    private let words = Mutex<[UInt64]>([])

    func next() -> UInt64 {
        words.withLock { words in
            if words.isEmpty { words = RandomBuffer.draw() }
            return words.removeLast()
        }
    }

    private static func draw() -> [UInt64] {
        var words = [UInt64](repeating: 0, count: size)
        let isDrawn = words.withUnsafeMutableBytes { getentropy($0.baseAddress, $0.count) == 0 }
        guard isDrawn else {
            var generator = SystemRandomNumberGenerator()
            return words.map { _ in generator.next() }
        }
        return words
    }
}

/// The state of a seeded sequence.
private final class SeededState: Sendable {
    private let state: Mutex<UInt64>

    init(_ seed: UInt64) {
        state = Mutex(seed)
    }

    func next() -> UInt64 {
        let start = state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            return state
        }
        let first = (start ^ (start >> 30)) &* 0xBF58_476D_1CE4_E5B9
        let second = (first ^ (first >> 27)) &* 0x94D0_49BB_1331_11EB
        return second ^ (second >> 31)
    }
}
