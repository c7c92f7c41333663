package import AWSVocabulary
import Crypto

/// The key that signs for one secret, day, region and service.
package struct SigningKey: Sendable {
    private let key: SymmetricKey

    /// Derives the key by four rounds of HMAC-SHA256.
    package init(secret: Secret, date: String, region: String, service: String) {
        var key = SymmetricKey(data: Array("AWS4\(secret.exposed)".utf8))
        for part in [date, region, service, "aws4_request"] {
            key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
        }
        self.key = key
    }

    /// The signature of a string to sign, 64 lower-case hexadecimal digits.
    func signature(of stringToSign: [UInt8]) -> String {
        HexDigits.text(HMAC<SHA256>.authenticationCode(for: stringToSign, using: key))
    }
}
