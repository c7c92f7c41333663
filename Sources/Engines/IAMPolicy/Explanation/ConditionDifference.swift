/// What a condition wanted and what it saw, in one line.
enum ConditionDifference {
    static func describe(_ condition: Condition, keys: ContextKeys) -> String {
        let name = KeyName.short(condition.key.description)
        let wanted = condition.wanted(keys)
        let shownWanted = wanted.map { "`\($0)`" }.joined(separator: " or ")
        let source = condition.operator.source
        guard let seen = condition.seen(in: keys) else {
            let near = similar(condition.key, keys).map { "; the request has \($0)" } ?? ""
            return "\(name) is missing, \(source) wants \(shownWanted)\(near)"
        }
        if condition.operator.comparison == .null { return "\(name) is there, and Null wants it missing" }
        if condition.operator.quantifier == nil, seen.count > 1 {
            return "\(name) has \(seen.count) values, which \(source) compares only with "
                + "ForAnyValue or ForAllValues before it"
        }
        let shown = seen.map { "`\($0)`" }.joined(separator: ", ")
        if let unresolved = condition.variables.first(where: { keys.find($0) == nil }), !condition.operator.isNegated {
            return "\(name) is \(shown), and the request has nothing for ${\(unresolved)} in \(shownWanted)"
        }
        if let unusable = condition.unusable {
            let never = wanted.count == 1 ? ", so \(source) never holds" : ""
            return "\(name) is \(shown), and `\(unusable.source)` is not \(unusable.right)\(never)"
        }
        if condition.operator.isNegated { return "\(name) is \(shown), which \(source) excludes" }
        if seen.count == 1, wanted.count == 1,
            let difference = ServiceAccountDifference.describe(
                wanted: wanted[0],
                seen: seen[0],
                hasWildcards: condition.operator.comparison == .stringLike
            )
        {
            return "\(name) differs \(difference)"
        }
        return "\(name) differs: \(shownWanted) wanted by \(source), \(shown) seen\(hint(condition, wanted, seen))"
    }

    /// A usual slip that explains the difference.
    private static func hint(_ condition: Condition, _ wanted: [String], _ seen: [String]) -> String {
        guard let value = seen.first, seen.count == 1 else { return "" }
        switch condition.operator.comparison {
        case .stringEquals:
            if wanted.contains(where: { Glob(pattern: $0).matches(value) }) {
                return " (StringEquals takes wildcards literally; StringLike would match)"
            }
            if wanted.contains(where: { $0.lowercased() == value.lowercased() }) {
                return " (the case of letters differs)"
            }
        case .stringLike, .arnLike:
            if wanted.contains(where: { Glob(pattern: $0.lowercased()).matches(value.lowercased()) }) {
                return " (the case of letters differs)"
            }
        default: break
        }
        let trimmed = { (text: String) in
            var text = text[...]
            if text.hasPrefix("https://") { text = text.dropFirst(8) }
            while text.hasSuffix("/") { text = text.dropLast() }
            return text
        }
        if wanted.contains(where: { $0 != value && trimmed($0) == trimmed(value) }) {
            return " (only https:// or a slash at the end differs)"
        }
        return ""
    }

    /// A key of the request that the condition's key may have been meant to be.
    private static func similar(_ key: ConditionKey, _ keys: ContextKeys) -> String? {
        guard let colon = key.folded.lastIndex(of: ":") else { return nil }
        let claim = key.folded[colon...]
        guard key.folded.contains("/") || key.folded.contains(".") else { return nil }
        return keys.names.first { $0.lowercased().hasSuffix(claim) && ($0.contains("/") || $0.contains(".")) }
    }
}
