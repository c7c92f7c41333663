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

    /// The codes, of all services, of calls that failed because of who called.
    package static let denialCodes: Set<String> = {
        let denials: [CommonFault] = [
            .missingAuthentication, .unknownCredentials, .malformedSessionToken, .signatureMismatch,
            .incompleteSignature, .sessionExpired, .clockSkew, .accessDenied,
        ]
        let dialects: [ServiceDialect] = [.sts, .iam, .ec2, .s3, .eks, .eksAuth, .cloudTrail, .operator]
        return Set(dialects.flatMap { dialect in denials.map { FaultTable.entry(for: $0, dialect: dialect).code } })
    }()
}
