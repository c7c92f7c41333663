package import JSONTree

/// One mistake in one trust policy.
package struct LintFinding: Sendable {
    package let rule: LintRule
    package let severity: LintRule.Severity
    /// What is wrong here, and what follows from it.
    package let message: String
    /// The Sid of the statement, or its number from 1; nil if the finding is about the whole policy.
    package let statement: String?
    package let position: LocatedJSON.Position
    /// Which of the known service accounts could take the role; nil if none are known or it does not matter here.
    package var proof: [String]?
    /// What would be right, by statement.
    var corrections: [(statement: Int, correction: Correction)]

    init(
        _ rule: LintRule,
        severity: LintRule.Severity? = nil,
        _ message: String,
        in statement: Statement? = nil,
        at position: LocatedJSON.Position? = nil,
        _ corrections: [Correction] = []
    ) {
        self.rule = rule
        self.severity = severity ?? rule.severity
        self.message = message
        self.statement = statement?.name
        self.position = position ?? statement?.position ?? LocatedJSON.Position(line: 1, column: 1)
        self.corrections = corrections.map { (statement?.index ?? 0, $0) }
    }

    package var json: JSON {
        var object: JSONObject = [
            "rule": .string(rule.rawValue), "severity": .string(severity.rawValue), "title": .string(rule.title),
            "message": .string(message), "line": .number(JSONNumber(position.line)),
            "column": .number(JSONNumber(position.column)),
        ]
        if let statement { object["statement"] = .string(statement) }
        if let proof { object["couldTakeTheRole"] = .array(proof.map { .string($0) }) }
        return .object(object)
    }
}
