package import Ambient

/// Why a signature was not accepted.
package enum SignatureFault: Error, Sendable, Hashable {
    /// A part is missing, repeated or cannot be read.
    case incomplete(String)
    /// Signed by the older version 2, which AWS's newer regions do not take either.
    case obsolete
    /// Signed for another time than now; seconds it may differ.
    case skewed(signedAt: Timestamp, now: Timestamp, allowed: Int64)
    /// A presigned request whose time is over.
    case expired(at: Timestamp, now: Timestamp)
    /// What was computed differs; the canonical request and the string to sign are for the log.
    case mismatch(canonicalRequest: String, stringToSign: String)
    /// The body differs from the digest that was signed.
    case bodyMismatch
}
