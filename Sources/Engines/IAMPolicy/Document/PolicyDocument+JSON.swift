package import JSONTree

extension PolicyDocument {
    /// The document as it was written, but for the layout, single values in lists, and the names of a principal's accounts.
    package var json: JSON {
        var object: JSONObject = [:]
        if let version { object["Version"] = .string(version) }
        if let id { object["Id"] = .string(id) }
        object["Statement"] = .array(statements.map(\.json))
        return .object(object)
    }
}

extension Statement {
    var json: JSON {
        var object: JSONObject = [:]
        if let sid { object["Sid"] = .string(sid) }
        object["Effect"] = .string(effect.rawValue)
        if let principals { object[principals.isNegated ? "NotPrincipal" : "Principal"] = principals.json }
        object[actions.isNegated ? "NotAction" : "Action"] = Self.list(actions.sources)
        if let resources {
            object[resources.isNegated ? "NotResource" : "Resource"] = Self.list(resources.patterns.map(\.source))
        }
        if !conditions.isEmpty { object["Condition"] = Self.conditions(conditions) }
        return .object(object)
    }

    private static func list(_ texts: [String]) -> JSON {
        texts.count == 1 ? .string(texts[0]) : .array(texts.map { .string($0) })
    }

    private static func conditions(_ conditions: [Condition]) -> JSON {
        var operators: JSONObject = [:]
        for condition in conditions {
            var keys = operators[condition.operator.source]?.object ?? [:]
            keys[condition.key.description] = list(condition.sources)
            operators[condition.operator.source] = .object(keys)
        }
        return .object(operators)
    }
}

extension PrincipalClause {
    var json: JSON {
        if entries == [.everyone] { return "*" }
        var types: JSONObject = [:]
        for entry in entries {
            types[entry.type] = .array((types[entry.type]?.array ?? []) + [.string(entry.description)])
        }
        return .object(
            types.members.reduce(into: JSONObject()) { result, member in
                let texts = member.value.array ?? []
                result[member.key] = texts.count == 1 ? texts[0] : member.value
            }
        )
    }
}
