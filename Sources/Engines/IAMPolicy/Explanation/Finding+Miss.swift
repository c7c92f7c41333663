extension Finding {
    /// Why the statement does not apply, in one line.
    func miss(_ request: AuthorizationRequest) -> String {
        if !parts.contains(.action) {
            return
                "its action is \(list(statement.actions.sources, statement.actions.isNegated)), not \(request.action)"
        }
        if !parts.contains(.principal), let principals = statement.principals {
            return "its principal is \(list(principals.entries.map(\.description), principals.isNegated)), "
                + "not \(request.principal)"
        }
        if !parts.contains(.resource), let resources = statement.resources {
            return
                "its resource is \(list(resources.patterns.map(\.source), resources.isNegated)), not \(request.resource)"
        }
        let conditions = statement.conditions.enumerated()
        let met = conditions.filter { !failedConditions.contains($0.offset) }.map { KeyName.short($0.element.key) }
        let missed = conditions.filter { failedConditions.contains($0.offset) }
            .map { ConditionDifference.describe($0.element, keys: request.keys) }
        return (met.map { "\($0) matched" } + missed).joined(separator: "; ")
    }

    private func list(_ texts: [String], _ isNegated: Bool) -> String {
        let shown = texts.prefix(3).joined(separator: " or ")
        let rest = texts.count > 3 ? " or \(texts.count - 3) more" : ""
        return (isNegated ? "anything but " : "") + shown + rest
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
