/// What one statement had to say to a request.
struct Finding: Sendable {
    /// The parts of a statement that fit.
    struct Parts: OptionSet, Sendable {
        let rawValue: UInt8

        static let principal = Parts(rawValue: 1)
        static let action = Parts(rawValue: 2)
        static let resource = Parts(rawValue: 4)
        static let conditions = Parts(rawValue: 8)
        static let all: Parts = [.principal, .action, .resource, .conditions]
    }

    let policy: AttachedPolicy
    /// What the policy is in this request; a managed policy may be attached, a boundary, or passed for a session.
    let kind: PolicyKind
    let statement: Statement
    let parts: Parts
    /// How directly the principal is named; nil where policies name none.
    let grant: PrincipalGrant?
    /// Indices of the conditions that failed, if they were looked at.
    let failedConditions: [Int]

    var applies: Bool { parts == .all }
    var isAllow: Bool { applies && statement.effect == .allow }
    var isDeny: Bool { applies && statement.effect == .deny }
}
