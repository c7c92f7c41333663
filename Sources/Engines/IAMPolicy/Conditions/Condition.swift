/// One key under one operator, with the values wanted.
struct Condition: Sendable {
    /// Whether a condition holds.
    enum Outcome: Sendable {
        case met
        case unmet
        /// The operator cannot be evaluated: an Allow must not, and a Deny must, take it as met.
        case unknown
    }

    let `operator`: ConditionOperator
    /// As it was written.
    let key: String
    private let lowerKey: String
    let operands: [Template]
    private let arnOperands: [ARNPattern]

    init(operator: ConditionOperator, key: String, operands: [String], hasVariables: Bool) {
        self.operator = `operator`
        self.key = key
        lowerKey = key.lowercased()
        let templates = operands.map { Template($0, hasVariables: hasVariables && `operator`.takesVariables) }
        self.operands = templates
        arnOperands =
            `operator`.comparison == .arnLike
            ? operands.map { ARNPattern($0, variables: hasVariables ? .everywhere : .nowhere) } : []
    }

    /// The values the request has for the key; nil if it is missing.
    func seen(in keys: ContextKeys) -> [String]? { keys.values(lowerKey) }

    func evaluate(_ keys: ContextKeys) -> Outcome {
        switch `operator`.comparison {
        case .unsupported: return .unknown
        case .null:
            let isMissing = keys.values(lowerKey) == nil
            return operands.contains { ($0.source.lowercased() == "true") == isMissing } ? .met : .unmet
        default: return isMet(keys) ? .met : .unmet
        }
    }

    private func isMet(_ keys: ContextKeys) -> Bool {
        guard let values = keys.values(lowerKey) else { return isMetWhenMissing }
        switch `operator`.quantifier {
        case nil:
            // A key with several values needs a set operator to be compared at all.
            guard values.count == 1, let value = values.first else { return false }
            return isMet(by: value, keys)
        case .forAnyValue: return values.contains { isMet(by: $0, keys) }
        case .forAllValues: return values.allSatisfy { isMet(by: $0, keys) }
        }
    }

    private var isMetWhenMissing: Bool {
        if `operator`.ifExists { return true }
        switch `operator`.quantifier {
        case .forAllValues: return true
        case .forAnyValue: return false
        case nil: return `operator`.isNegated
        }
    }

    private func isMet(by value: String, _ keys: ContextKeys) -> Bool {
        let isListed =
            `operator`.comparison == .arnLike
            ? arnOperands.contains { $0.matches(value, keys) }
            : operands.contains { matches(value, $0, keys) }
        return isListed != `operator`.isNegated
    }

    private func matches(_ value: String, _ operand: Template, _ keys: ContextKeys) -> Bool {
        switch `operator`.comparison {
        case .stringEquals: operand.text(keys).map { $0.utf8.elementsEqual(value.utf8) } ?? false
        case .stringEqualsIgnoreCase:
            operand.text(keys).map { $0.lowercased().utf8.elementsEqual(value.lowercased().utf8) } ?? false
        case .stringLike: operand.glob(keys)?.matches(value) ?? false
        case .bool:
            Condition.boolean(value).map { $0 == Condition.boolean(operand.source) } ?? false
        case .arnLike, .null, .unsupported: false
        }
    }

    private static func boolean(_ text: String) -> Bool? {
        switch text.lowercased() {
        case "true": true
        case "false": false
        default: nil
        }
    }
}
