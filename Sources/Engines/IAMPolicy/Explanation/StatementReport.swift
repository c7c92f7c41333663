import JSONTree

/// What one statement had to say to a request, as people read it.
struct StatementReport {
    /// The most patterns of one element that an explanation lists.
    private static let shownPatterns = 20

    let request: AuthorizationRequest
    let policy: Verdict.Considered
    let statement: Statement
    let outcome: Finding.Outcome
    /// Indices of the conditions that failed, if they were looked at.
    private let failed: [Int]

    init(_ verdict: Verdict, _ index: Int) {
        let finding = verdict.findings[index]
        request = verdict.request
        policy = verdict.policies[Int(finding.policy)]
        statement = policy.policy.document.statements[Int(finding.statement)]
        outcome = finding.outcome
        failed = finding.failures.map { Int(verdict.failures[Int($0)]) }
    }

    var applies: Bool { outcome == .applies }
    var isDeny: Bool { applies && statement.effect == .deny }

    /// The conditions that failed, if they were looked at.
    var failedConditions: [Condition] { failed.map { statement.conditions[$0] } }

    // The elements after the one that did not fit are compared only now, for show.
    private var actionMatches: Bool { outcome != .otherAction }
    var principalMatches: Bool { statement.principals.map { $0.grant(to: request.names) != nil } ?? true }
    private var resourceMatches: Bool { statement.resources?.matches(request.resourceBytes, request.keys) ?? true }
    private var conditionsWereLookedAt: Bool { outcome == .applies || outcome == .unmetConditions }

    /// How much of the statement fits.
    var nearness: Int {
        var score = 0
        if actionMatches { score += 200 }
        if principalMatches { score += 100 }
        if resourceMatches { score += 50 }
        if conditionsWereLookedAt, !statement.conditions.isEmpty {
            score += 40 * (statement.conditions.count - failed.count) / statement.conditions.count
        }
        return score
    }

    /// Why the statement does not apply, in one line.
    var miss: String {
        if !actionMatches {
            return
                "its action is \(list(statement.actions.sources, statement.actions.isNegated)), not \(request.action)"
        }
        if !principalMatches, let principals = statement.principals {
            return "its principal is \(list(principals.entries.map(\.description), principals.isNegated)), "
                + "not \(request.principal)"
        }
        if !resourceMatches, let resources = statement.resources {
            return
                "its resource is \(list(resources.patterns.map(shown), resources.isNegated)), not \(request.resource)"
        }
        let conditions = statement.conditions.enumerated()
        let met = conditions.filter { !failed.contains($0.offset) }.map { KeyName.short($0.element.key.description) }
        let missed = conditions.filter { failed.contains($0.offset) }
            .map { ConditionDifference.describe($0.element, keys: request.keys) }
        return (met.map { "\($0) matched" } + missed).joined(separator: "; ")
    }

    /// A pattern as it is written, and what its variables make of it.
    func shown(_ pattern: ARNPattern) -> String {
        let template = Template(pattern.source, hasVariables: policy.policy.document.hasVariables)
        guard !template.variables.isEmpty else { return pattern.source }
        if let unresolved = template.variables.first(where: { request.keys.find($0) == nil }),
            template.text(request.keys) == nil
        {
            return "\(pattern.source) (the request has nothing for ${\(unresolved)})"
        }
        return template.text(request.keys).map { "\(pattern.source) (here \($0))" } ?? pattern.source
    }

    func list(_ texts: [String], _ isNegated: Bool) -> String {
        let shown = texts.prefix(3).joined(separator: " or ")
        let rest = texts.count > 3 ? " or \(texts.count - 3) more" : ""
        return (isNegated ? "anything but " : "") + shown + rest
    }

    /// The statement with what it wanted and what it saw.
    var json: JSON {
        var object: JSONObject = [
            "policy": .string(policy.policy.name), "type": .string(policy.kind.rawValue),
            "statement": .string(statement.name), "line": .number(JSONNumber(statement.position.line)),
            "effect": .string(statement.effect.rawValue),
            "applies": .boolean(applies),
        ]
        if !applies { object["miss"] = .string(miss) }
        if let principals = statement.principals {
            object["principal"] = element(
                principals.entries.map(\.description),
                isNegated: principals.isNegated,
                seen: request.principal.description,
                matched: principalMatches
            )
        }
        object["action"] = element(
            statement.actions.sources,
            isNegated: statement.actions.isNegated,
            seen: request.action,
            matched: actionMatches
        )
        if let resources = statement.resources {
            object["resource"] = element(
                resources.patterns.map(\.source),
                isNegated: resources.isNegated,
                seen: request.resource,
                matched: resourceMatches
            )
        }
        if !statement.conditions.isEmpty { object["conditions"] = conditions }
        return .object(object)
    }

    private func element(_ wanted: [String], isNegated: Bool, seen: String, matched: Bool) -> JSON {
        var shown = wanted.prefix(Self.shownPatterns).map { JSON.string($0) }
        if wanted.count > Self.shownPatterns {
            shown.append(.string("and \(wanted.count - Self.shownPatterns) more"))
        }
        return [
            "matched": .boolean(matched), isNegated ? "anyBut" : "wanted": .array(shown), "seen": .string(seen),
        ]
    }

    /// Conditions of statements that are about something else were not looked at, and say so.
    private var conditions: JSON {
        .array(
            statement.conditions.enumerated().map { index, condition in
                var object: JSONObject = [
                    "operator": .string(condition.operator.source), "key": .string(condition.key.description),
                    "wanted": .array(condition.sources.map { .string($0) }),
                ]
                object["seen"] = condition.seen(in: request.keys).map { .array($0.map { .string($0) }) } ?? .null
                object["met"] = conditionsWereLookedAt ? .boolean(!failed.contains(index)) : .null
                if isDeny {
                    let match = ConditionMatch(condition: condition, keys: request.keys)
                    if !match.matched.isEmpty { object["matched"] = .array(match.matched.map { .string($0) }) }
                    object["because"] = .string(match.line)
                }
                return .object(object)
            }
        )
    }
}

/// Condition keys as people call them.
enum KeyName {
    /// `sub` for `oidc.example.com/id/1:sub`, and other keys as they are.
    static func short(_ key: String) -> String {
        guard let colon = key.lastIndex(of: ":"), key[..<colon].contains("/") || key[..<colon].contains(".") else {
            return key
        }
        return String(key[key.index(after: colon)...])
    }
}
