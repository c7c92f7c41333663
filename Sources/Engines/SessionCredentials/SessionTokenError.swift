package import Ambient

/// Why a session token was not accepted.
package enum SessionTokenError: Error, Hashable, Sendable {
    /// Not the form of our tokens, or larger than they can be.
    case malformed
    /// Sealed under a key the ring does not hold (any more).
    case unknownKey
    /// Some byte differs from what was sealed.
    case tampered
    /// Sealed for another access key.
    case wrongAccessKey
    case expired(at: Timestamp)
}
