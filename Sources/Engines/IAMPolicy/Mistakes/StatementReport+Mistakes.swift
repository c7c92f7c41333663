import JSONTree

extension StatementReport {
    /// The usual mistakes that explain why the statement does not apply.
    var mistakes: [Mistake] {
        switch outcome {
        case .applies: return []
        case .otherAction:
            // Whom a statement means says more than what it lets them do.
            let ofPrincipal = principalMatches ? [] : principalMistakes
            return ofPrincipal.isEmpty ? ElementMistakes(request: request).inActions(statement.actions) : ofPrincipal
        case .otherPrincipal: return principalMistakes
        case .otherResource: return statement.resources.map { ElementMistakes(request: request).inResources($0) } ?? []
        case .unmetConditions: return failedConditions.flatMap(mistakes)
        }
    }

    private var principalMistakes: [Mistake] {
        statement.principals.map { PrincipalMistakes(principals: $0, caller: request.principal).all } ?? []
    }

    private func mistakes(_ condition: Condition) -> [Mistake] {
        guard let seen = condition.seen(in: request.keys) else {
            return KeyMistakes(condition: condition, keys: request.keys).all
        }
        return ValueMistakes(
            condition: condition,
            seen: seen,
            keys: request.keys,
            hasVariables: policy.policy.document.hasVariables
        ).all
    }
}

extension Verdict {
    /// The usual mistakes in the statement that came nearest; none if the request is allowed or denied explicitly.
    package var mistakes: [Mistake] { nearest?.mistakes ?? [] }

    /// Where the statement stands that came nearest, or that denies.
    package var place: String? {
        let report = decision == .explicitDeny ? decider.map { StatementReport(self, $0) } : nearest
        guard let report else { return nil }
        let line = report.statement.position.line
        return "statement \(report.statement.name) of \(report.policy.policy.name)" + (line > 1 ? ", line \(line)" : "")
    }

    /// Why the statement that came nearest does not apply; nil if nothing came near, or the request is not refused so.
    package var nearestMiss: String? {
        guard let nearest, !nearest.applies else { return nil }
        return nearest.miss
    }

    /// The reason of a refusal with the action that was refused.
    package var refusal: String {
        switch reason {
        case .allowed: return "allowed"
        case .denied(.trust): return "the role's trust policy denies \(request.action)"
        case .notAllowed(.trust): return "the role's trust policy does not allow \(request.action)"
        case .denied(let kind):
            return "\(request.action) is denied by \(Verdict.articled(kind))"
        case .notAllowed(let kind):
            return "no \(Verdict.name(kind)) allows \(request.action)"
                + (nearest == nil && !policies.contains { $0.kind == kind } ? ": there is none" : "")
        }
    }

    /// What to do about a refusal that is no slip: who would have to allow what.
    package var advice: String {
        let action = request.action
        let policy = policies.first { considered in
            switch reason {
            case .notAllowed(let kind), .denied(let kind): considered.kind == kind
            case .allowed: false
            }
        }?.policy.name
        let name = policy.map { " \($0)" } ?? ""
        switch reason {
        case .allowed: return ""
        case .denied:
            return "no Allow outweighs a Deny: change \(place ?? "the statement"), or what it looks at"
        case .notAllowed(.trust):
            if let subject = otherSubject {
                return "if this service account should have the role, add its subject: \(subject)"
            }
            return "the role's trust policy needs a statement that allows \(action) for \(request.principal)"
        case .notAllowed(.identity):
            return "the \(request.principal.kind) needs a policy that allows \(action)"
                + (request.resource == "*" ? "" : " on \(request.resource)")
        case .notAllowed(.boundary):
            return "the permissions boundary\(name) must allow \(action) too; it grants nothing, and limits what the "
                + "role's policies grant"
        case .notAllowed(.session):
            return
                "the session was made with a policy that limits it; make it with one that allows \(action), or without"
        case .notAllowed(.serviceControl):
            return "a service control policy of every level must allow \(action); those who run the organisation can"
        case .notAllowed(.resourceControl):
            return "the resource control policies must allow \(action); those who run the organisation can"
        case .notAllowed(.resource):
            return "the resource's own policy must allow \(action) for \(request.principal)"
        }
    }

    /// The condition on the subject with this one beside the others, if that is what the nearest statement lacks.
    private var otherSubject: String? {
        guard let failed = nearest?.failedConditions, failed.count == 1, let condition = failed.first,
            !condition.operator.isNegated, condition.key.folded.hasSuffix(":sub"),
            let seen = condition.seen(in: request.keys)?.first
        else { return nil }
        let list = (condition.sources + [seen]).map { "\"\($0)\"" }.joined(separator: ", ")
        return "\"\(condition.operator.source)\": {\"\(condition.key)\": [\(list)]}"
    }

    /// The condition keys that the request does not have and the decision hangs on: of the nearest statement, if nothing
    /// else keeps it from allowing; of the statement that denies, if it looks at any.
    package var missingKeys: [String] {
        let conditions: [Condition]
        if decision == .explicitDeny, let decider {
            conditions = StatementReport(self, decider).statement.conditions
        } else {
            conditions = nearest?.failedConditions ?? []
        }
        let missing = conditions.filter { $0.operator.comparison != .null && $0.seen(in: request.keys) == nil }
        guard decision == .explicitDeny || missing.count == conditions.count else { return [] }
        return missing.map(\.key.description)
    }
}
