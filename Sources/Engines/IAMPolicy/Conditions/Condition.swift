import JSONTree

/// One key under one operator, with the values wanted.
final class Condition: Sendable {
    let `operator`: ConditionOperator
    let key: ConditionKey
    /// Conditions of a document that ask the same have the same number; from 0.
    let number: Int
    /// The values wanted, as they were written.
    let sources: [String]
    /// Where the key is written.
    let position: LocatedJSON.Position
    private let hasVariables: Bool
    private let operands: Operands

    init(
        operator: ConditionOperator,
        key: ConditionKey,
        number: Int,
        operands: [String],
        hasVariables: Bool,
        position: LocatedJSON.Position = LocatedJSON.Position(line: 1, column: 1)
    ) {
        self.operator = `operator`
        self.key = key
        self.number = number
        self.position = position
        sources = operands
        self.hasVariables = hasVariables && `operator`.takesVariables
        self.operands = Operands(operands, of: `operator`, hasVariables: hasVariables)
    }

    func holds(_ keys: ContextKeys) -> Bool {
        let values = keys.find(key)
        if case .presence(let holdsWhenMissing, let holdsWhenPresent) = operands {
            return values == nil ? holdsWhenMissing : holdsWhenPresent
        }
        switch values {
        case nil: return `operator`.holdsWhenMissing
        case .one(let value):
            // An empty text counts as no value at all here (IAM User Guide, "Multivalued context keys").
            if value.isEmpty, `operator`.quantifier == .forAllValues { return true }
            return holds(value, keys)
        case .many(let values):
            switch `operator`.quantifier {
            // A key with several values needs a set operator to be compared at all.
            case nil: return false
            case .forAnyValue: return values.contains { holds($0, keys) }
            case .forAllValues: return values.allSatisfy(\.isEmpty) || values.allSatisfy { holds($0, keys) }
            }
        }
    }

    private func holds(_ value: String, _ keys: ContextKeys) -> Bool {
        guard let isListed = operands.contain(value, keys) else { return false }
        return isListed != `operator`.isNegated
    }

    /// The values the request has for the key; nil if it is missing.
    func seen(in keys: ContextKeys) -> [String]? { keys.find(key)?.array }

    /// The values wanted with their variables replaced, as far as they can be.
    func wanted(_ keys: ContextKeys) -> [String] { sources.map { wanted($0, keys) } }

    func wanted(_ source: String, _ keys: ContextKeys) -> String {
        Template(source, hasVariables: hasVariables).text(keys) ?? source
    }

    /// The values wanted that are met by one value of the request; of a negated operator those that exclude it.
    func sources(matching value: String, _ keys: ContextKeys) -> [String] {
        sources.filter {
            Operands([$0], of: `operator`, hasVariables: hasVariables).contain(value, keys) == true
        }
    }

    /// The keys of the variables in what is wanted.
    var variables: [ConditionKey] { sources.flatMap { Template($0, hasVariables: hasVariables).variables } }

    /// The first value wanted that the operator can never compare, and what would be right; nil if there is none.
    var unusable: (source: String, right: String)? {
        switch operands {
        case .numbers(let numbers, _): return first(numbers.map { $0 == nil }, "a number such as 3600")
        case .dates(let dates, _):
            return first(dates.map { $0 == nil }, "a time such as 2026-01-31T12:00:00Z, or seconds since 1970")
        case .networks(let networks): return first(networks.map { $0 == nil }, "a range such as 10.0.0.0/8")
        case .bytes(let bytes): return first(bytes.map { $0 == nil }, "base64")
        case .flags, .presence: return first(sources.map { Operands.flag($0) == nil }, "true or false")
        case .text, .texts, .pattern, .textsWhateverCase, .patterns, .arns, .variableFlags: return nil
        }
    }

    private func first(_ isUnusable: [Bool], _ right: String) -> (source: String, right: String)? {
        isUnusable.firstIndex(of: true).map { (sources[$0], right) }
    }
}
