/// Questions asked of eight bytes at once, so that long plain texts are looked through in few steps.
package enum EightBytes {
    /// Not zero if a byte is less than a limit of at most 128.
    @inlinable @inline(__always)
    package static func below(_ limit: UInt64, in word: UInt64) -> UInt64 {
        (word &- 0x0101_0101_0101_0101 &* limit) & ~word & 0x8080_8080_8080_8080
    }

    /// Not zero if a byte has a value.
    @inlinable @inline(__always)
    package static func equal(to value: UInt64, in word: UInt64) -> UInt64 {
        below(1, in: word ^ (0x0101_0101_0101_0101 &* value))
    }

    /// Not zero if a byte is no ASCII character.
    @inlinable @inline(__always)
    package static func beyondASCII(in word: UInt64) -> UInt64 { word & 0x8080_8080_8080_8080 }
}
