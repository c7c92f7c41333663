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
        case numeric(Order)
        case date(Order)
        case bool
        case binary
        case ipAddress
        /// Whether the key is missing.
        case null
    }

    /// How the value seen stands to the one wanted.
    enum Order: Sendable, Hashable {
        case equal
        case less
        case lessOrEqual
        case greater
        case greaterOrEqual

        func holds<Value: Comparable>(_ seen: Value, _ wanted: Value) -> Bool {
            switch self {
            case .equal: seen == wanted
            case .less: seen < wanted
            case .lessOrEqual: seen <= wanted
            case .greater: seen > wanted
            case .greaterOrEqual: seen >= wanted
            }
        }
    }

    /// As it was written.
    let source: String
    let quantifier: Quantifier?
    /// The operator without quantifier and `IfExists`.
    let name: String
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
        self.name = String(name)
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
        "NumericEquals": (.numeric(.equal), false), "NumericNotEquals": (.numeric(.equal), true),
        "NumericLessThan": (.numeric(.less), false), "NumericLessThanEquals": (.numeric(.lessOrEqual), false),
        "NumericGreaterThan": (.numeric(.greater), false),
        "NumericGreaterThanEquals": (.numeric(.greaterOrEqual), false),
        "DateEquals": (.date(.equal), false), "DateNotEquals": (.date(.equal), true),
        "DateLessThan": (.date(.less), false), "DateLessThanEquals": (.date(.lessOrEqual), false),
        "DateGreaterThan": (.date(.greater), false), "DateGreaterThanEquals": (.date(.greaterOrEqual), false),
        "Bool": (.bool, false), "BinaryEquals": (.binary, false),
        "IpAddress": (.ipAddress, false), "NotIpAddress": (.ipAddress, true),
        "Null": (.null, false),
    ]

    /// What an unknown operator was probably meant to be, after a semicolon; empty if that is anybody's guess.
    static func hint(_ source: String) -> String {
        if source.hasPrefix("Null") || source.hasSuffix(":Null") {
            return "; Null tests whether a key exists, and takes no IfExists"
        }
        let forms = known.keys.flatMap { name in
            [name, name + "IfExists"].flatMap { [$0, "ForAllValues:" + $0, "ForAnyValue:" + $0] }
        }
        return Resemblance.nearest(to: source, among: forms).map { "; \($0) is near" } ?? ""
    }

    /// Whether operands may hold variables.
    var takesVariables: Bool {
        switch comparison {
        case .stringEquals, .stringEqualsIgnoreCase, .stringLike, .arnLike, .bool: true
        case .numeric, .date, .binary, .ipAddress, .null: false
        }
    }

    /// Whether operands may hold wildcards.
    var takesWildcards: Bool { comparison == .stringLike || comparison == .arnLike }

    /// Whether the condition holds if the request does not have the key.
    var holdsWhenMissing: Bool {
        if ifExists { return true }
        switch quantifier {
        case .forAllValues: return true
        case .forAnyValue: return false
        case nil: return isNegated
        }
    }
}
