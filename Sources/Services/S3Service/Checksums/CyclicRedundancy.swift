/// Cyclic redundancy checks with reflected bits, by table.
struct CyclicRedundancy: Sendable {
    private let table: [UInt64]
    private let mask: UInt64
    private let width: Int
    private var state: UInt64

    static let crc32 = CyclicRedundancy(polynomial: 0xEDB8_8320, width: 32)
    static let crc32c = CyclicRedundancy(polynomial: 0x82F6_3B78, width: 32)
    static let crc64nvme = CyclicRedundancy(polynomial: 0x9A6C_9329_AC4B_C9B5, width: 64)

    private init(polynomial: UInt64, width: Int) {
        table = (0..<256).map { index in
            var value = UInt64(index)
            for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ polynomial : value >> 1 }
            return value
        }
        self.width = width
        mask = width == 64 ? .max : 1 << UInt64(width) - 1
        state = mask
    }

    mutating func update(_ bytes: UnsafeBufferPointer<UInt8>) {
        var state = state
        table.withUnsafeBufferPointer { table in
            for byte in bytes { state = table[Int((state ^ UInt64(byte)) & 255)] ^ state >> 8 }
        }
        self.state = state
    }

    /// Big-endian.
    var value: [UInt8] {
        let result = (state ^ mask) & mask
        return stride(from: width - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: result >> UInt64($0)) }
    }
}
