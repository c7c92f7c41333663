/// `Action` or `NotAction`.
struct ActionClause: Sendable {
    /// The patterns of one service, in lower case.
    private struct Service: Sendable {
        let name: [UInt8]
        var names: [Glob] = []
    }

    /// As they were written.
    let sources: [String]
    let isNegated: Bool
    private let matchesAll: Bool
    private let services: [Service]

    init(patterns: [String], isNegated: Bool) {
        sources = patterns
        self.isNegated = isNegated
        matchesAll = patterns.contains("*")
        var services: [Service] = []
        for pattern in patterns {
            let lower = pattern.lowercased()
            guard let colon = lower.firstIndex(of: ":") else { continue }
            let name = Array(lower[..<colon].utf8)
            let glob = Glob(pattern: lower[lower.index(after: colon)...])
            if let known = services.firstIndex(where: { $0.name == name }) {
                services[known].names.append(glob)
            } else {
                services.append(Service(name: name, names: [glob]))
            }
        }
        self.services = services
    }

    func matches(_ action: ActionName) -> Bool { (matchesAll || lists(action)) != isNegated }

    private func lists(_ action: ActionName) -> Bool {
        for index in services.indices where services[index].name == action.service {
            return action.name.withUnsafeBufferPointer { name in
                for glob in services[index].names.indices where services[index].names[glob].matches(name) {
                    return true
                }
                return false
            }
        }
        return false
    }
}

/// An action of a request, in lower case.
struct ActionName: Sendable, Hashable {
    let service: [UInt8]
    let name: [UInt8]

    init(_ action: String) {
        let bytes = Array(action.lowercased().utf8)
        let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
        service = Array(bytes[..<colon])
        name = colon < bytes.endIndex ? Array(bytes[(colon + 1)...]) : []
    }
}
