import JSONTree

extension StatementReport {
    /// The usual mistakes that explain why the statement does not apply.
    var mistakes: [Mistake] {
        switch outcome {
        case .applies: return []
        case .otherAction:
            // A statement about other services, or other principals, was not meant for this call.
            return ElementMistakes(request: request).inActions(statement.actions)
        case .otherPrincipal:
            return statement.principals.map { PrincipalMistakes(principals: $0, caller: request.principal).all } ?? []
        case .otherResource: return statement.resources.map { ElementMistakes(request: request).inResources($0) } ?? []
        case .unmetConditions: return failedConditions.flatMap(mistakes)
        }
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

    /// Which statement that was, by its policy's name and its own, and on which line it stands.
    package var nearestStatement: (policy: String, statement: String, line: Int)? {
        nearest.map { ($0.policy.policy.name, $0.statement.name, $0.statement.position.line) }
    }
}
