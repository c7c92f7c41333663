/// Compares statements with one request.
struct StatementMatching {
    let request: AuthorizationRequest
    let action: ActionName

    init(_ request: AuthorizationRequest) {
        self.request = request
        action = ActionName(request.action)
    }

    func findings(_ policy: AttachedPolicy, as kind: PolicyKind) -> [Finding] {
        policy.document.statements.map { finding($0, of: policy, as: kind) }
    }

    private func finding(_ statement: Statement, of policy: AttachedPolicy, as kind: PolicyKind) -> Finding {
        var parts: Finding.Parts = []
        var grant: PrincipalGrant?
        if let principals = statement.principals {
            grant = principals.grant(to: request.principal)
            if grant != nil { parts.insert(.principal) }
        } else {
            parts.insert(.principal)
        }
        if statement.actions.matches(action) { parts.insert(.action) }
        if statement.resources?.matches(request.resource, request.keys) ?? true { parts.insert(.resource) }
        var failed: [Int] = []
        if parts == [.principal, .action, .resource] {
            for (index, condition) in statement.conditions.enumerated() where !holds(condition, in: statement) {
                failed.append(index)
            }
            if failed.isEmpty { parts.insert(.conditions) }
        }
        return Finding(
            policy: policy,
            kind: kind,
            statement: statement,
            parts: parts,
            grant: grant,
            failedConditions: failed
        )
    }

    /// An operator that cannot be evaluated opens nothing and shuts whatever it guards.
    private func holds(_ condition: Condition, in statement: Statement) -> Bool {
        switch condition.evaluate(request.keys) {
        case .met: true
        case .unmet: false
        case .unknown: statement.effect == .deny
        }
    }
}
