package import JSONTree

/// A statement that had a say in a verdict.
package struct MatchedStatement: Sendable {
    package let policyName: String
    package let kind: PolicyKind
    package let start: LocatedJSON.Position
    /// The place after the last character.
    package let end: LocatedJSON.Position
}

extension Verdict {
    /// The statements that apply and led to the decision: the denials if it is an explicit one, or else those that allow.
    package var matchedStatements: [MatchedStatement] {
        findings.filter { decision == .explicitDeny ? $0.isDeny : $0.isAllow }.map { finding in
            let policy = policies[Int(finding.policy)]
            let statement = policy.policy.document.statements[Int(finding.statement)]
            return MatchedStatement(
                policyName: policy.policy.name,
                kind: policy.kind,
                start: statement.position,
                end: statement.end
            )
        }
    }

    /// Whether the permissions boundary allows it too; nil if there is none.
    package var isAllowedByBoundary: Bool? {
        guard policies.contains(where: { $0.kind == .boundary }) else { return nil }
        let own = findings.filter { policies[Int($0.policy)].kind == .boundary }
        return own.contains { $0.isAllow } && !own.contains { $0.isDeny }
    }
}

extension PolicyDocument {
    /// The condition keys that the policy asks for, in its conditions and as variables, as they are written, each once.
    package var contextKeyNames: [String] {
        var seen: Set<ConditionKey> = []
        return statements.flatMap { statement in
            statement.conditions.flatMap { [$0.key] + $0.variables }
                + (statement.resources?.patterns ?? []).flatMap {
                    Template($0.source, hasVariables: hasVariables).variables
                }
        }
        .filter { seen.insert($0).inserted }
        .map(\.description)
    }
}
