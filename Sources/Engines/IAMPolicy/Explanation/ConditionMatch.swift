import JSONTree

/// Why a condition holds: what of the policy, and what of the request.
struct ConditionMatch {
    /// The most values that a line lists.
    private static let shownValues = 3

    let condition: Condition
    let keys: ContextKeys

    private var seen: [String] { condition.seen(in: keys) ?? [] }

    /// The values wanted that a value of the request matches; empty if none has to.
    var matched: [String] {
        guard condition.operator.comparison != .null, !condition.operator.isNegated else { return [] }
        let found = Set(seen.flatMap { condition.sources(matching: $0, keys) })
        return condition.sources.filter { found.contains($0) }
    }

    /// The reason in one line.
    var line: String {
        let name = KeyName.short(condition.key.description)
        let source = condition.operator.source
        if condition.operator.comparison == .null {
            return seen.isEmpty ? "\(name) is missing, as Null wants" : "\(name) is there, as Null wants"
        }
        guard !seen.isEmpty else { return "\(name) is missing, and \(source) holds for requests without it" }
        if condition.operator.isNegated {
            var free = seen
            if condition.operator.quantifier == .forAnyValue {
                free = seen.filter { condition.sources(matching: $0, keys).isEmpty }
            }
            return "\(name) is \(list(free, ", ")), and \(source) wants anything but \(list(shown, " or "))"
        }
        guard !matched.isEmpty else { return "\(name) is empty, and \(source) holds for requests without a value" }
        return "\(name) is \(list(seen, ", ")), which \(source) \(list(matched.map(resolved), " or ")) matches"
    }

    private var shown: [String] { condition.sources.map(resolved) }

    /// With its variables replaced, where that says more.
    private func resolved(_ source: String) -> String { condition.wanted(source, keys) }

    private func list(_ texts: [String], _ separator: String) -> String {
        let rest = texts.count > Self.shownValues ? "\(separator)\(texts.count - Self.shownValues) more" : ""
        return texts.prefix(Self.shownValues).map { "`\($0)`" }.joined(separator: separator) + rest
    }
}

extension StatementReport {
    /// What a statement that applies says of the request, in one line.
    var hit: String {
        var what = list(statement.actions.sources, statement.actions.isNegated)
        if let resources = statement.resources {
            what += " on \(list(resources.patterns.map(shown), resources.isNegated))"
        }
        return "it denies \(what), " + (conditionLines.isEmpty ? "without conditions" : "since \(conditionsMet)")
    }

    /// Why each condition of a statement that applies holds.
    var conditionLines: [String] {
        statement.conditions.map { ConditionMatch(condition: $0, keys: request.keys).line }
    }

    var conditionsMet: String { conditionLines.joined(separator: "; ") }
}

extension Verdict {
    /// What the statement that denies says of the request, and why each of its conditions holds; nil if none denies.
    package var denial: String? {
        guard decision == .explicitDeny else { return nil }
        return deciding?.hit
    }
}
