/// One evaluation under way: the findings so far.
struct Evaluation {
    /// What the policies of one kind say together.
    struct Opinion {
        /// The first finding that allows; nil if none does.
        var allow: Int?
        /// Of those that allow, the one that names the principal most directly.
        var strongest: Int?
        var grant: PrincipalGrant?
    }

    private let request: AuthorizationRequest
    private var policies: [Verdict.Considered] = []
    private var findings: [Finding] = []
    private var failures: [Int32] = []
    private var firstDeny: Int?

    init(_ request: AuthorizationRequest, statements: Int, policies count: Int) {
        self.request = request
        findings.reserveCapacity(statements)
        policies.reserveCapacity(count)
    }

    mutating func consider(_ policies: [AttachedPolicy], as kind: PolicyKind) -> Opinion {
        var opinion = Opinion()
        for index in policies.indices { consider(policies[index], as: kind, &opinion) }
        return opinion
    }

    mutating func consider(_ policy: AttachedPolicy?, as kind: PolicyKind) -> Opinion? {
        guard let policy else { return nil }
        var opinion = Opinion()
        consider(policy, as: kind, &opinion)
        return opinion
    }

    private mutating func consider(_ policy: AttachedPolicy, as kind: PolicyKind, _ opinion: inout Opinion) {
        let number = Int32(policies.count)
        policies.append(Verdict.Considered(policy: policy, kind: kind))
        let statements = policy.document.statements
        let keys = request.keys
        var answers = AnsweredConditions()
        for index in statements.indices {
            let statement = statements[index]
            let start = Int32(failures.count)
            var grant: PrincipalGrant?
            let outcome = statement.outcome(request, keys, &answers, &grant, &failures)
            let finding = Finding(
                policy: number,
                statement: Int32(index),
                outcome: outcome,
                effect: statement.effect,
                grant: grant,
                failures: start..<Int32(failures.count)
            )
            findings.append(finding)
            guard finding.applies else { continue }
            let place = findings.count - 1
            if finding.effect == .deny {
                if firstDeny == nil { firstDeny = place }
                continue
            }
            if opinion.allow == nil { opinion.allow = place }
            let directness = grant ?? .everyone
            if opinion.strongest == nil || (opinion.grant ?? .everyone) < directness {
                opinion.strongest = place
                opinion.grant = directness
            }
        }
    }

    /// The verdict if any statement denies.
    func explicitDeny() -> Verdict? {
        guard let firstDeny else { return nil }
        let kind = policies[Int(findings[firstDeny].policy)].kind
        return verdict(.explicitDeny, .denied(by: kind), firstDeny)
    }

    func notAllowed(by kind: PolicyKind) -> Verdict { verdict(.implicitDeny, .notAllowed(by: kind), nil) }

    func allowed(by finding: Int?) -> Verdict { verdict(.allow, .allowed, finding) }

    private func verdict(_ decision: Verdict.Decision, _ reason: Verdict.Reason, _ decider: Int?) -> Verdict {
        Verdict(
            decision: decision,
            reason: reason,
            request: request,
            policies: policies,
            findings: findings,
            failures: failures,
            decider: decider
        )
    }
}
