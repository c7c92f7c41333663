/// What one statement had to say to a request.
struct Finding: Sendable {
    /// The element of a statement that did not fit; those after it were not looked at.
    enum Outcome: UInt8, Sendable {
        case otherAction
        case otherPrincipal
        case otherResource
        case unmetConditions
        case applies
    }

    /// Among the policies of the verdict.
    let policy: Int32
    /// Within the policy.
    let statement: Int32
    let outcome: Outcome
    let effect: Statement.Effect
    /// How directly the principal is named; nil where policies name none, or name others.
    let grant: PrincipalGrant?
    /// Where its failed conditions stand among those of the verdict.
    let failures: Range<Int32>

    var applies: Bool { outcome == .applies }
    var isAllow: Bool { applies && effect == .allow }
    var isDeny: Bool { applies && effect == .deny }
}
