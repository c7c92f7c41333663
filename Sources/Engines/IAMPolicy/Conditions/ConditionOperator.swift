/// A condition operator: how values are compared, and what becomes of missing and of several values.
struct ConditionOperator: Sendable, Hashable {
    enum Quantifier: String, Sendable {
        case forAllValues = "ForAllValues"
        case forAnyValue = "ForAnyValue"
    }

    enum Comparison: Sendable, Hashable {
        case stringEquals
        case stringEqualsIgnoreCase
        case stringLike
        case arnLike
        case bool
        /// Whether the key is missing.
        case null
        /// Known to AWS, not evaluated here.
        case unsupported
    }

    /// As it was written.
    let source: String
    let quantifier: Quantifier?
    let comparison: Comparison
    let isNegated: Bool
    let ifExists: Bool

    /// Nil if AWS knows no such operator.
    init?(_ source: String) {
        self.source = source
        var name = source[...]
        var quantifier: Quantifier?
        for candidate in [Quantifier.forAllValues, .forAnyValue] where name.hasPrefix(candidate.rawValue + ":") {
            quantifier = candidate
            name = name.dropFirst(candidate.rawValue.count + 1)
        }
        let ifExists = name.hasSuffix("IfExists")
        if ifExists { name = name.dropLast("IfExists".count) }
        guard let known = ConditionOperator.known[String(name)] else { return nil }
        if known.comparison == .null, ifExists || quantifier != nil { return nil }
        self.quantifier = quantifier
        self.ifExists = ifExists
        comparison = known.comparison
        isNegated = known.isNegated
    }

    private static let known: [String: (comparison: Comparison, isNegated: Bool)] = [
        "StringEquals": (.stringEquals, false), "StringNotEquals": (.stringEquals, true),
        "StringEqualsIgnoreCase": (.stringEqualsIgnoreCase, false),
        "StringNotEqualsIgnoreCase": (.stringEqualsIgnoreCase, true),
        "StringLike": (.stringLike, false), "StringNotLike": (.stringLike, true),
        "ArnEquals": (.arnLike, false), "ArnNotEquals": (.arnLike, true),
        "ArnLike": (.arnLike, false), "ArnNotLike": (.arnLike, true),
        "Bool": (.bool, false), "Null": (.null, false),
        "NumericEquals": (.unsupported, false), "NumericNotEquals": (.unsupported, true),
        "NumericLessThan": (.unsupported, false), "NumericLessThanEquals": (.unsupported, false),
        "NumericGreaterThan": (.unsupported, false), "NumericGreaterThanEquals": (.unsupported, false),
        "DateEquals": (.unsupported, false), "DateNotEquals": (.unsupported, true),
        "DateLessThan": (.unsupported, false), "DateLessThanEquals": (.unsupported, false),
        "DateGreaterThan": (.unsupported, false), "DateGreaterThanEquals": (.unsupported, false),
        "IpAddress": (.unsupported, false), "NotIpAddress": (.unsupported, true),
        "BinaryEquals": (.unsupported, false),
    ]

    /// Whether operands may hold variables.
    var takesVariables: Bool {
        switch comparison {
        case .stringEquals, .stringEqualsIgnoreCase, .stringLike, .arnLike: true
        case .bool, .null, .unsupported: false
        }
    }
}
