import JSONTree

/// A change to a statement that does away with a finding.
enum Correction: Sendable {
    case require(operator: String, key: String, values: [String])
    /// Takes the conditions on a key from one operator to another.
    case changeOperator(from: String, to: String, key: String)
    case renameKey(from: String, to: String, operator: String)
    case replaceValues(operator: String, key: String, newOperator: String, values: [String])
    case setActions([String])
    case removePrincipal(type: String, String)
    case setVersion

    func apply(to statement: inout JSONObject) {
        var conditions = statement["Condition"]?.object ?? [:]
        switch self {
        case .require(let name, let key, let values):
            put(values, name, key, in: &conditions)
        case .changeOperator(let old, let new, let key):
            guard let values = take(old, key, from: &conditions) else { return }
            put(values, new, key, in: &conditions)
        case .renameKey(let old, let new, let name):
            guard let values = take(name, old, from: &conditions) else { return }
            put(values, name, new, in: &conditions)
        case .replaceValues(let old, let key, let new, let values):
            guard take(old, key, from: &conditions) != nil else { return }
            put(values, new, key, in: &conditions)
        case .setActions(let actions):
            statement["NotAction"] = nil
            statement["Action"] = list(actions)
            return
        case .removePrincipal(let type, let text):
            guard var principals = statement["Principal"]?.object else { return }
            let rest = strings(principals[type]).filter { $0 != text }
            // A null instead of the member would be a syntax error.
            if rest.isEmpty { principals[type] = nil } else { principals[type] = list(rest) }
            // A statement without a principal is no statement; the last one is left for a person to decide on.
            if !principals.isEmpty { statement["Principal"] = .object(principals) }
            return
        case .setVersion: return
        }
        statement["Condition"] = conditions.isEmpty ? nil : .object(conditions)
    }

    private func put(_ values: [String], _ name: String, _ key: String, in conditions: inout JSONObject) {
        var keys = conditions[name]?.object ?? [:]
        keys[key] = list(values)
        conditions[name] = .object(keys)
    }

    private func take(_ name: String, _ key: String, from conditions: inout JSONObject) -> [String]? {
        guard var keys = conditions[name]?.object, let value = keys[key] else { return nil }
        keys[key] = nil
        conditions[name] = keys.isEmpty ? nil : .object(keys)
        return strings(value)
    }

    private func list(_ texts: [String]) -> JSON {
        texts.count == 1 ? .string(texts[0]) : .array(texts.map { .string($0) })
    }

    private func strings(_ value: JSON?) -> [String] {
        (value?.array ?? value.map { [$0] } ?? []).compactMap { element in
            switch element {
            case .string(let text): text
            case .number(let number): number.text
            case .boolean(let flag): flag ? "true" : "false"
            case .null, .array, .object: nil
            }
        }
    }
}
