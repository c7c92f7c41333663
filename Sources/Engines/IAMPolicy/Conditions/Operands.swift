/// The values a condition wants, compiled for the comparison it makes.
enum Operands: Sendable {
    /// One text without variables, as most conditions have it.
    case text(String)
    case texts([Template])
    case textsWhateverCase([Template])
    /// One pattern without variables.
    case pattern(Glob)
    case patterns([Template])
    case arns([ARNPattern])
    /// Nil stands for what is no number.
    case numbers([DecimalNumber?], ConditionOperator.Order)
    case dates([Instant?], ConditionOperator.Order)
    case networks([IPNetwork?])
    case flags(hasTrue: Bool, hasFalse: Bool)
    /// As above, if some have variables.
    case variableFlags([Template])
    case bytes([[UInt8]?])
    case presence(holdsWhenMissing: Bool, holdsWhenPresent: Bool)

    init(_ sources: [String], of operator: ConditionOperator, hasVariables: Bool) {
        let templates = { sources.map { Template($0, hasVariables: hasVariables && `operator`.takesVariables) } }
        switch `operator`.comparison {
        case .stringEquals:
            let templates = templates()
            let only = templates.count == 1 ? templates[0].constantText : nil
            self = only.map { .text($0) } ?? .texts(templates)
        case .stringEqualsIgnoreCase: self = .textsWhateverCase(templates())
        case .stringLike:
            let templates = templates()
            let only = templates.count == 1 ? templates[0].constant : nil
            self = only.map { .pattern($0) } ?? .patterns(templates)
        case .arnLike: self = .arns(sources.map { ARNPattern($0, variables: hasVariables ? .everywhere : .nowhere) })
        case .numeric(let order): self = .numbers(sources.map { DecimalNumber($0) }, order)
        case .date(let order): self = .dates(sources.map { Instant($0) }, order)
        case .ipAddress: self = .networks(sources.map { IPNetwork($0) })
        case .bool:
            let templates = templates()
            let flags = templates.map { Operands.flag($0.source) }
            let isConstant = templates.allSatisfy { $0.constant != nil }
            self =
                isConstant
                ? .flags(hasTrue: flags.contains(true), hasFalse: flags.contains(false)) : .variableFlags(templates)
        case .binary: self = .bytes(sources.map { Base64Text.decode($0) })
        case .null:
            let flags = sources.map { Operands.flag($0) }
            self = .presence(holdsWhenMissing: flags.contains(true), holdsWhenPresent: flags.contains(false))
        }
    }

    /// Whether a value is one of those wanted; nil if it cannot be compared, so that even a negated operator fails.
    func contain(_ value: String, _ keys: ContextKeys) -> Bool? {
        switch self {
        case .text(let text): return SameBytes.of(text, value)
        case .pattern(let pattern): return pattern.matches(value)
        case .texts(let templates):
            for template in templates {
                if let text = template.text(keys), SameBytes.of(text, value) { return true }
            }
            return false
        case .textsWhateverCase(let templates):
            let lower = value.lowercased()
            return templates.contains { $0.text(keys).map { SameBytes.of($0.lowercased(), lower) } ?? false }
        case .patterns(let templates):
            for template in templates where template.matches(value, keys) { return true }
            return false
        case .arns(let patterns):
            for pattern in patterns where pattern.matches(value, keys) { return true }
            return false
        case .numbers(let numbers, let order): return Operands.compare(DecimalNumber(value), numbers, order)
        case .dates(let dates, let order): return Operands.compare(Instant(value), dates, order)
        case .networks(let networks):
            guard let address = IPAddress(value) else { return false }
            return networks.contains { $0?.contains(address) ?? false }
        case .flags(let hasTrue, let hasFalse):
            guard let seen = Operands.flag(value) else { return false }
            return seen ? hasTrue : hasFalse
        case .variableFlags(let templates):
            guard let seen = Operands.flag(value) else { return false }
            return templates.contains { $0.text(keys).flatMap { Operands.flag($0) } == seen }
        case .bytes(let wanted):
            // Bytes come as a text or, since few are one, as base64, which is how policies and simulations write them.
            let decoded = Base64Text.decode(value)
            return wanted.contains { $0.map { $0.elementsEqual(value.utf8) || $0 == decoded } ?? false }
        case .presence: return false
        }
    }

    private static func compare<Value: Comparable>(
        _ seen: Value?,
        _ wanted: [Value?],
        _ order: ConditionOperator.Order
    ) -> Bool? {
        // What is no number or time is not compared: neither equal nor unequal.
        guard let seen else { return nil }
        if wanted.contains(where: { $0.map { order.holds(seen, $0) } ?? false }) { return true }
        return wanted.contains(nil) ? nil : false
    }

    static func flag(_ text: String) -> Bool? {
        if text == "true" { return true }
        if text == "false" { return false }
        switch text.lowercased() {
        case "true": return true
        case "false": return false
        default: return nil
        }
    }
}
