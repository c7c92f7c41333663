/// What a signature says about the body.
package enum PayloadHash: Sendable, Hashable {
    /// Its SHA-256, 64 lower-case hexadecimal digits.
    case digest(String)
    case unsigned
    /// It comes in `aws-chunked` frames.
    case streaming(isSigned: Bool, hasTrailer: Bool)

    /// Reads the value of `x-amz-content-sha256`; nil for anything else.
    init?(_ text: String) {
        switch text {
        case "UNSIGNED-PAYLOAD": self = .unsigned
        case "STREAMING-UNSIGNED-PAYLOAD-TRAILER": self = .streaming(isSigned: false, hasTrailer: true)
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD": self = .streaming(isSigned: true, hasTrailer: false)
        case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER": self = .streaming(isSigned: true, hasTrailer: true)
        default:
            guard text.utf8.count == 64, text.utf8.allSatisfy(HexDigits.isLowerHex) else { return nil }
            self = .digest(text)
        }
    }
}
