package import AWSVocabulary
package import Ambient
import Crypto

/// Verifies signatures of requests (AWS Signature Version 4).
package struct SignatureVerifier: Sendable {
    /// SHA-256 of nothing.
    private static let emptyDigest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    private let cache = SigningKeyCache()

    package init() {}

    /// The SHA-256 of a body, as signatures write it.
    package static func digest(of body: [UInt8]) -> String {
        body.isEmpty ? emptyDigest : HexDigits.text(SHA256.hash(data: body))
    }

    /// A digest as signatures write it.
    package static func text(of digest: some Sequence<UInt8>) -> String { HexDigits.text(digest) }

    /// Verifies a request; `bodyDigest` is that of the body if it was read, nil if it streams.
    ///
    /// A claimed digest must be the body's, where both are known; what streams is checked against the claim at its end.
    ///
    /// - Throws: `SignatureFault`.
    package func verify(
        _ claim: SignatureClaim,
        _ request: SignableRequest,
        secret: Secret,
        now: Timestamp,
        bodyDigest: String?
    ) throws(SignatureFault) {
        try checkTime(claim, now: now)
        let payload = try payload(claim, request, bodyDigest: bodyDigest)
        let canonical = try CanonicalRequest(
            request,
            claim: claim,
            payload: payload,
            pathEncoding: claim.service == "s3" ? .once : .twice
        )
        let stringToSign = StringToSign.bytes(canonical, claim: claim)
        let expected = cache.key(for: claim, secret: secret).signature(of: stringToSign)
        guard constantTimeEquals(Array(expected.utf8), Array(claim.signature.utf8)) else {
            throw .mismatch(
                canonicalRequest: Self.withoutToken(canonical.bytes, claim),
                stringToSign: String(decoding: stringToSign, as: UTF8.self)
            )
        }
    }

    /// What decodes a body that comes in `aws-chunked` frames; nil if the claim says it does not.
    package func chunkedDecoder(for claim: SignatureClaim, secret: Secret) -> AWSChunkedDecoder? {
        guard case .streaming(let isSigned, let hasTrailer) = claim.payload else { return nil }
        return AWSChunkedDecoder(
            signing: isSigned ? (claim, cache.key(for: claim, secret: secret)) : nil,
            hasTrailer: hasTrailer
        )
    }

    private func checkTime(_ claim: SignatureClaim, now: Timestamp) throws(SignatureFault) {
        let allowed: Int64 = claim.service == "s3" ? 900 : 300
        let age = now.seconds - claim.signedAt.seconds
        if let expiresIn = claim.expiresIn {
            guard age >= -allowed else { throw .skewed(signedAt: claim.signedAt, now: now, allowed: allowed) }
            guard age <= Int64(expiresIn) else {
                throw .expired(at: claim.signedAt.adding(seconds: Int64(expiresIn)), now: now)
            }
        } else {
            guard abs(age) <= allowed else { throw .skewed(signedAt: claim.signedAt, now: now, allowed: allowed) }
        }
    }

    /// The last line of the canonical request.
    private func payload(
        _ claim: SignatureClaim,
        _ request: SignableRequest,
        bodyDigest: String?
    ) throws(SignatureFault) -> String {
        if claim.isPresigned { return claim.service == "s3" ? "UNSIGNED-PAYLOAD" : bodyDigest ?? Self.emptyDigest }
        if case .digest(let claimed)? = claim.payload, let bodyDigest {
            guard constantTimeEquals(Array(claimed.utf8), Array(bodyDigest.utf8)) else { throw .bodyMismatch }
            return claimed
        }
        if let written = request.single("x-amz-content-sha256") {
            // Outside S3 the body is always signed.
            guard claim.service == "s3" || bodyDigest == nil else { return bodyDigest ?? written }
            return written
        }
        guard let bodyDigest else { throw .incomplete("x-amz-content-sha256 is missing") }
        return bodyDigest
    }

    private static func withoutToken(_ bytes: [UInt8], _ claim: SignatureClaim) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix("x-amz-security-token:") ? "x-amz-security-token:***" : withoutTokenParameter(line)
        }
        .joined(separator: "\n")
    }

    private static func withoutTokenParameter(_ line: Substring) -> String {
        guard line.contains("X-Amz-Security-Token=") else { return String(line) }
        return line.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            pair.hasPrefix("X-Amz-Security-Token=") ? "X-Amz-Security-Token=***" : pair
        }
        .joined(separator: "&")
    }
}
