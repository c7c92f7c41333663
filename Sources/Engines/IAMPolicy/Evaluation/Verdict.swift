/// The answer to a request, with everything it was derived from.
package struct Verdict: Sendable {
    /// The answer.
    package enum Decision: String, Sendable, Hashable {
        case allow = "Allow"
        case implicitDeny = "ImplicitDeny"
        case explicitDeny = "ExplicitDeny"
    }

    /// Which step of the evaluation gave the answer.
    package enum Reason: Sendable, Hashable {
        /// A statement allows it, and nothing else stands in the way.
        case allowed
        /// A statement of a policy of this kind denies it.
        case denied(by: PolicyKind)
        /// Nothing in the policies of this kind allows it.
        case notAllowed(by: PolicyKind)
    }

    package let decision: Decision
    package let reason: Reason
    let request: AuthorizationRequest
    /// The statement that decided, if one did.
    let decider: Finding?
    let findings: [Finding]

    package var isAllowed: Bool { decision == .allow }
}
