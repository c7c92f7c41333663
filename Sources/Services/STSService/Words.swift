import AWSProtocols
import RoleSessions

/// The faults of the Security Token Service in AWS's words.
enum Words {
    static let invalidRoleARN = Fault(.validation, "Request ARN is invalid")

    static let duplicateTagKeys = Fault(
        .validation,
        "Duplicate tag keys found. Please note that Tag keys are case insensitive."
    )

    static let transitiveKeyWithoutTag = Fault(
        .validation,
        "The specified transitive tag key must be included in the requested tags."
    )

    static let sourceIdentityChanged = Fault(
        .validation,
        "The specified SourceIdentity can't be set because it conflicts with the SourceIdentity of the calling session."
    )

    static let sessionTokenForSession = Fault(
        .accessDenied,
        "Cannot call GetSessionToken with session credentials"
    )

    static let noSuchDevice = Fault(
        .accessDenied,
        "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid.",
        log: "a multi-factor device was named, and there are none in this installation"
    )

    static let undecodableMessage = Fault(
        "InvalidAuthorizationMessageException",
        status: 400,
        "Message is not valid"
    )

    static let foreignAccessKey = Fault(.validation, "Request access key ID is invalid")
}
