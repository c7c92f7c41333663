package import AWSVocabulary
import Crypto

/// The key that signs for one secret, day, region and service.
package struct SigningKey: Sendable {
    /// With its key taken in, ready to be copied.
    private let code: HMAC<SHA256>

    /// Derives the key by four rounds of HMAC-SHA256.
    package init(secret: Secret, date: String, region: String, service: String) {
        var key = SymmetricKey(data: Array("AWS4\(secret.exposed)".utf8))
        for part in [date, region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        code = HMAC(key: key)
    }

    /// The signature of a string to sign, 64 lower-case hexadecimal digits.
    func signature(of stringToSign: [UInt8]) -> String {
        var code = code
        code.update(data: stringToSign)
        return HexDigits.text(code.finalize())
    }
}
