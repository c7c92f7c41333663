/// The checksums that clients may ask for.
enum ChecksumAlgorithm: String, Sendable, CaseIterable {
    case crc32 = "CRC32"
    case crc32c = "CRC32C"
    case crc64nvme = "CRC64NVME"
    case sha1 = "SHA1"
    case sha256 = "SHA256"

    /// The header field or trailer with its value, in base64.
    var header: String { "x-amz-checksum-\(rawValue.lowercased())" }

    /// The element of XML answers and requests.
    var element: String { "Checksum\(rawValue)" }
}
