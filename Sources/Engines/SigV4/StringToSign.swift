import Ambient
import Crypto

/// What is signed (AWS Signature Version 4, "Create a string to sign").
enum StringToSign {
    static func bytes(_ request: CanonicalRequest, claim: SignatureClaim) -> [UInt8] {
        var text = head("AWS4-HMAC-SHA256", claim: claim)
        HexDigits.append(SHA256.hash(data: request.bytes), to: &text)
        return text
    }

    /// The first three lines, with which chunks start too.
    static func head(_ algorithm: String, claim: SignatureClaim) -> [UInt8] {
        let scope = "\(claim.date)/\(claim.region)/\(claim.service)/aws4_request"
        return Array("\(algorithm)\n\(claim.signedAt.basic)\n\(scope)\n".utf8)
    }

    static func hex(_ digest: some Sequence<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        HexDigits.append(digest, to: &text)
        return text
    }
}
