/// What a condition wanted and what it saw, in one line.
enum ConditionDifference {
    static func describe(_ condition: Condition, keys: ContextKeys) -> String {
        let name = KeyName.short(condition.key)
        if condition.operator.comparison == .unsupported {
            return "\(name): \(condition.operator.source) is not evaluated, so it counts as not met"
        }
        let wanted = condition.operands.map { "`\($0.text(keys) ?? $0.source)`" }.joined(separator: " or ")
        guard let seen = condition.seen(in: keys) else {
            return "\(name) is missing, \(condition.operator.source) wants \(wanted)"
        }
        if condition.operator.comparison == .null { return "\(name) is there, and Null wants it missing" }
        if condition.operator.quantifier == nil, seen.count > 1 {
            return "\(name) has \(seen.count) values, which \(condition.operator.source) compares only with "
                + "ForAnyValue or ForAllValues before it"
        }
        let shown = seen.map { "`\($0)`" }.joined(separator: ", ")
        if condition.operator.isNegated { return "\(name) is \(shown), which \(condition.operator.source) excludes" }
        if seen.count == 1, condition.operands.count == 1,
            let difference = ServiceAccountDifference.describe(
                wanted: condition.operands[0].text(keys) ?? condition.operands[0].source,
                seen: seen[0],
                hasWildcards: condition.operator.comparison == .stringLike
            )
        {
            return "\(name) differs \(difference)"
        }
        return "\(name) differs: \(wanted) wanted by \(condition.operator.source), \(shown) seen"
    }
}

/// Where the subjects of two service accounts differ.
enum ServiceAccountDifference {
    private static let prefix = "system:serviceaccount:"

    /// Nil if one of the texts names no service account.
    static func describe(wanted: String, seen: String, hasWildcards: Bool) -> String? {
        guard let (wantedNamespace, wantedName) = parts(of: wanted), let (seenNamespace, seenName) = parts(of: seen)
        else { return nil }
        if !hasWildcards, wanted.contains("*") || wanted.contains("?") {
            return "because StringEquals takes wildcards literally: `\(wanted)` wanted, `\(seen)` seen"
        }
        if wanted.lowercased() == seen.lowercased() {
            return "in the case of letters: `\(wanted)` wanted, `\(seen)` seen"
        }
        if wantedNamespace == seenName, wantedName == seenNamespace {
            return "because namespace and service account are swapped: `\(wanted)` wanted, `\(seen)` seen"
        }
        func fits(_ pattern: Substring, _ value: Substring) -> Bool {
            hasWildcards ? Glob(pattern: pattern).matches(value) : pattern == value
        }
        switch (fits(wantedNamespace, seenNamespace), fits(wantedName, seenName)) {
        case (false, true): return "at the namespace: `\(wantedNamespace)` wanted, `\(seenNamespace)` seen"
        case (true, false): return "at the service account: `\(wantedName)` wanted, `\(seenName)` seen"
        default:
            return "at namespace and service account: `\(wantedNamespace):\(wantedName)` wanted, "
                + "`\(seenNamespace):\(seenName)` seen"
        }
    }

    private static func parts(of subject: String) -> (namespace: Substring, name: Substring)? {
        guard subject.hasPrefix(prefix) else { return nil }
        let parts = subject.dropFirst(prefix.count).split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 ? (parts[0], parts[1]) : nil
    }
}
