/// One evaluation under way: the findings so far.
struct Evaluation {
    /// What the policies of one kind say together.
    struct Opinion {
        /// A statement that allows; nil if none does.
        var allow: Finding?
        /// Of those that allow, the one that names the principal most directly.
        var strongest: Finding?
    }

    private let request: AuthorizationRequest
    private let matching: StatementMatching
    private var findings: [Finding] = []

    init(_ request: AuthorizationRequest) {
        self.request = request
        matching = StatementMatching(request)
    }

    mutating func consider(_ policies: [AttachedPolicy], as kind: PolicyKind) -> Opinion {
        var opinion = Opinion()
        for policy in policies {
            for finding in matching.findings(policy, as: kind) {
                findings.append(finding)
                guard finding.isAllow else { continue }
                if opinion.allow == nil { opinion.allow = finding }
                if let known = opinion.strongest?.grant, known >= finding.grant ?? .everyone { continue }
                opinion.strongest = finding
            }
        }
        return opinion
    }

    mutating func consider(_ policies: [AttachedPolicy]?, as kind: PolicyKind) -> Opinion? {
        guard let policies else { return nil }
        let opinion: Opinion = consider(policies, as: kind)
        return opinion
    }

    mutating func consider(_ policy: AttachedPolicy?, as kind: PolicyKind) -> Opinion? {
        guard let policy else { return nil }
        let opinion: Opinion = consider([policy], as: kind)
        return opinion
    }

    /// The verdict if any statement denies.
    func explicitDeny() -> Verdict? {
        guard let deny = findings.first(where: \.isDeny) else { return nil }
        return verdict(.explicitDeny, .denied(by: deny.kind), deny)
    }

    func notAllowed(by kind: PolicyKind) -> Verdict { verdict(.implicitDeny, .notAllowed(by: kind), nil) }

    func allowed(by finding: Finding?) -> Verdict { verdict(.allow, .allowed, finding) }

    private func verdict(_ decision: Verdict.Decision, _ reason: Verdict.Reason, _ decider: Finding?) -> Verdict {
        Verdict(decision: decision, reason: reason, request: request, decider: decider, findings: findings)
    }
}
