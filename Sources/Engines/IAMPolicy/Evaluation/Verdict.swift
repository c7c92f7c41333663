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

    /// A policy, and what it is in this request; a managed policy may be attached, a boundary, or passed for a session.
    struct Considered: Sendable {
        let policy: AttachedPolicy
        let kind: PolicyKind
    }

    package let decision: Decision
    package let reason: Reason
    let request: AuthorizationRequest
    let policies: [Considered]
    /// One a statement of each policy, in order.
    let findings: [Finding]
    /// Indices of conditions within their statements, as findings refer to them.
    let failures: [Int32]
    /// The finding that decided, if one did.
    let decider: Int?

    package var isAllowed: Bool { decision == .allow }
}
