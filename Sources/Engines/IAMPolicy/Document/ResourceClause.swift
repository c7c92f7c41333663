/// `Resource` or `NotResource`.
struct ResourceClause: Sendable {
    let patterns: [ARNPattern]
    let isNegated: Bool

    func matches(_ resource: String, _ keys: ContextKeys) -> Bool {
        patterns.contains { $0.matches(resource, keys) } != isNegated
    }
}

/// A pattern of ARNs, compared part by part, so that `*` never crosses the first five colons.
struct ARNPattern: Sendable {
    /// Where variables count.
    enum Variables: Sendable {
        case nowhere
        case afterFifthColon
        case everywhere
    }

    /// As it was written.
    let source: String
    private let isAny: Bool
    /// Six parts, or fewer if the pattern is shorter.
    private let parts: [Template]

    init(_ source: String, variables: Variables) {
        self.source = source
        isAny = source == "*"
        parts = ARNPattern.split(source).enumerated().map { index, part in
            Template(part, hasVariables: variables == .everywhere || (variables == .afterFifthColon && index == 5))
        }
    }

    func matches(_ resource: String, _ keys: ContextKeys) -> Bool {
        if isAny { return true }
        let values = resource.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false)
        guard values.count == 6 else { return false }
        // A pattern of fewer parts leaves the rest open.
        return zip(parts, values).allSatisfy { part, value in part.glob(keys)?.matches(value) ?? false }
    }

    /// Splits at the first five colons that are not part of a variable.
    private static func split(_ source: String) -> [String] {
        var parts: [String] = []
        var part: [UInt8] = []
        var isVariable = false
        for byte in source.utf8 {
            if byte == UInt8(ascii: "{"), part.last == UInt8(ascii: "$") { isVariable = true }
            if byte == UInt8(ascii: "}") { isVariable = false }
            if byte == UInt8(ascii: ":"), !isVariable, parts.count < 5 {
                parts.append(String(decoding: part, as: UTF8.self))
                part = []
            } else {
                part.append(byte)
            }
        }
        return parts + [String(decoding: part, as: UTF8.self)]
    }
}
