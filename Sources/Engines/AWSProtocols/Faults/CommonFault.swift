/// The errors that every service has, each under its own code and status.
package enum CommonFault: Hashable, Sendable, CaseIterable {
    case missingAuthentication
    /// An access key nobody has, or one that was made inactive.
    case unknownCredentials
    case malformedSessionToken
    case signatureMismatch
    /// A signature that lacks a part, or has one that cannot be read.
    case incompleteSignature
    case sessionExpired
    /// Signed too long ago, or for a time to come.
    case clockSkew
    case accessDenied
    case validation
    case malformedInput
    case unknownOperation
    case missingParameter
    case entityTooLarge
    case throttled
    case internalFailure
    case unavailable
}
