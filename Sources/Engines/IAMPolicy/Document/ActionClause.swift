/// `Action` or `NotAction`.
struct ActionClause: Sendable {
    /// As they were written.
    let sources: [String]
    let isNegated: Bool
    private let matchesAll: Bool
    /// Patterns of the part after the colon, by service; both in lower case.
    private let byService: [String: [Glob]]

    init(patterns: [String], isNegated: Bool) {
        sources = patterns
        self.isNegated = isNegated
        matchesAll = patterns.contains("*")
        var byService: [String: [Glob]] = [:]
        for pattern in patterns {
            let lower = pattern.lowercased()
            guard let colon = lower.firstIndex(of: ":") else { continue }
            byService[String(lower[..<colon]), default: []].append(Glob(pattern: lower[lower.index(after: colon)...]))
        }
        self.byService = byService
    }

    func matches(_ action: ActionName) -> Bool {
        let isListed = matchesAll || (byService[action.service]?.contains { $0.matches(action.name) } ?? false)
        return isListed != isNegated
    }
}

/// An action of a request, in lower case.
struct ActionName: Sendable {
    let service: String
    let name: Substring

    init(_ action: String) {
        let lower = action.lowercased()
        let colon = lower.firstIndex(of: ":") ?? lower.endIndex
        service = String(lower[..<colon])
        name = colon < lower.endIndex ? lower[lower.index(after: colon)...] : ""
    }
}
