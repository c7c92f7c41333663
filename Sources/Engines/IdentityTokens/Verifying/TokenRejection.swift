package import Ambient

/// Why a token is not accepted, in the order the checks are made.
package enum TokenRejection: Error, Hashable, Sendable {
    /// Not three parts of base64url with JSON objects in the first two.
    case notAToken(reason: String)
    case missingClaim(String)
    /// A claim of another type than it must have.
    case malformedClaim(String, reason: String)
    case wrongAudience(wanted: [String], seen: [String])
    /// The issuer's keys could not be fetched.
    case keysUnavailable(reason: String)
    /// The issuer's certificate is neither trusted nor one of the provider's thumbprints.
    case untrustedCertificate(reason: String)
    /// No key has the token's `kid`, nil if it has none.
    case unknownKey(id: String?, known: [String])
    /// An algorithm that the key is not for, or none that is ever accepted.
    case wrongAlgorithm(seen: String, allowed: [String])
    case wrongSignature
    case expired(at: Timestamp, now: Timestamp)
    /// Not expired, but issued longer ago than a token may be.
    case tooOld(issuedAt: Timestamp, now: Timestamp)
    /// `nbf` or `iat` lies ahead.
    case notYetValid(claim: String, time: Timestamp, now: Timestamp)
    /// The service account, pod or node that it is bound to has been deleted.
    case boundObjectGone(reason: String)
    /// Nobody can tell now whether what it is bound to still exists.
    case boundObjectUnknown(reason: String)
}
