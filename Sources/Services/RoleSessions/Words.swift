import AWSProtocols

/// The faults of making a session, in AWS's words.
enum Words {
    static let durationBeyondRole = Fault(
        .validation,
        "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
    )

    static let durationBeyondChain = Fault(
        .validation,
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    )

    static let transitiveTagConflict = Fault(
        .validation,
        """
        One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the \
        calling session.
        """
    )

    /// A session policy, or the ARN of one, that cannot be used.
    static func malformedPolicy(_ message: String) -> Fault {
        Fault("MalformedPolicyDocument", status: 400, message)
    }

    static func policyTooLarge(percent: Int) -> Fault {
        Fault(
            "PackedPolicyTooLarge",
            status: 400,
            "Packed policy consumes \(percent)% of allotted space, please use smaller policy."
        )
    }
}
