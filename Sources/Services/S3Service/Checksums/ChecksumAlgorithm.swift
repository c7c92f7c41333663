/// The checksums that clients may ask for.
enum ChecksumAlgorithm: String, Sendable, CaseIterable {
    case crc32 = "CRC32"
    case crc32c = "CRC32C"
    case crc64nvme = "CRC64NVME"
    case sha1 = "SHA1"
    case sha256 = "SHA256"

    /// Bytes.
    var length: Int {
        switch self {
        case .crc32, .crc32c: 4
        case .crc64nvme: 8
        case .sha1: 20
        case .sha256: 32
        }
    }

    /// Whether the checksum of an object put together of parts may be that of all its bytes.
    var canBeOfWhole: Bool {
        switch self {
        case .crc32, .crc32c, .crc64nvme: true
        case .sha1, .sha256: false
        }
    }

    /// The header field or trailer with its value, in base64.
    var header: String { "x-amz-checksum-\(rawValue.lowercased())" }

    /// The element of XML answers and requests.
    var element: String { "Checksum\(rawValue)" }
}
