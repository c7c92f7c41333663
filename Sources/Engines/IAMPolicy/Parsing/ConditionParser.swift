import JSONTree

/// Compiles a `Condition` element.
struct ConditionParser {
    let policy: PolicyParser
    let hasVariables: Bool
    let numbering: ConditionNumbering

    func conditions(_ value: LocatedJSON) throws(PolicyDocumentError) -> [Condition] {
        guard case .object(let operators) = value.content else {
            throw PolicyDocumentError(
                PolicyParser.syntaxError,
                "Condition is an object of operators",
                at: value.position
            )
        }
        var conditions: [Condition] = []
        for member in operators {
            let comparison = try comparison(member)
            guard case .object(let keys) = member.value.content else {
                throw PolicyDocumentError(
                    PolicyParser.syntaxError,
                    "\(member.key) is an object of keys and the values wanted",
                    at: member.value.position
                )
            }
            for key in keys {
                let (name, operands) = (ConditionKey(key.key), try operands(key))
                conditions.append(
                    Condition(
                        operator: comparison,
                        key: name,
                        number: numbering.number(operator: comparison, key: name, operands: operands),
                        operands: operands,
                        hasVariables: hasVariables,
                        position: key.position
                    )
                )
            }
        }
        return conditions
    }

    private func comparison(_ member: LocatedJSON.Member) throws(PolicyDocumentError) -> ConditionOperator {
        guard let comparison = ConditionOperator(member.key) else {
            throw PolicyDocumentError(
                "Invalid Condition type : \(member.key).",
                "there is no condition operator \(member.key)" + ConditionOperator.hint(member.key),
                at: member.position
            )
        }
        return comparison
    }

    /// Texts, numbers and booleans, alone or in a list.
    private func operands(_ key: LocatedJSON.Member) throws(PolicyDocumentError) -> [String] {
        guard !key.key.isEmpty else {
            throw PolicyDocumentError(PolicyParser.syntaxError, "a condition key is empty", at: key.position)
        }
        var operands: [String] = []
        for element in PolicyParser.elements(of: key.value) {
            switch element.content {
            case .string(let text): operands.append(text)
            case .number(let number): operands.append(number.text)
            case .boolean(let flag): operands.append(flag ? "true" : "false")
            case .null, .array, .object:
                throw PolicyDocumentError(
                    PolicyParser.syntaxError,
                    "the values of \(key.key) are texts, numbers or booleans",
                    at: element.position
                )
            }
        }
        return operands
    }
}
