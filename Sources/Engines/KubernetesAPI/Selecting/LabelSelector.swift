package import JSONTree

/// Which labels an object must have, as text (`a=b,c in (d,e),!f`) or as a `LabelSelector` object.
package struct LabelSelector: Sendable, Hashable {
    enum Requirement: Sendable, Hashable {
        case isOneOf(String, [String])
        case isNoneOf(String, [String])
        case exists(String)
        case isAbsent(String)
    }

    private var requirements: [Requirement] = []

    /// Selects everything.
    package init() {}

    package var selectsAll: Bool { requirements.isEmpty }

    /// Reads the text of `labelSelector`.
    ///
    /// - Throws: `APIError` 400.
    package init(parsing text: String) throws(APIError) {
        for part in Self.split(text) {
            let term = part.trimmed
            guard !term.isEmpty else {
                if text.trimmed.isEmpty { continue }
                throw Self.unreadable(text)
            }
            requirements.append(try Self.requirement(term, text))
        }
    }

    /// Reads `matchLabels` and `matchExpressions`; nil selects nothing of what it is asked of, an empty object everything.
    ///
    /// - Throws: `APIError` 400.
    package init(_ json: JSON) throws(APIError) {
        for label in json["matchLabels"]?.texts ?? [] { requirements.append(.isOneOf(label.key, [label.value])) }
        for expression in json["matchExpressions"]?.array ?? [] {
            let key = expression["key"]?.string ?? ""
            let values = (expression["values"]?.array ?? []).compactMap(\.string)
            switch expression["operator"]?.string {
            case "In"?: requirements.append(.isOneOf(key, values))
            case "NotIn"?: requirements.append(.isNoneOf(key, values))
            case "Exists"?: requirements.append(.exists(key))
            case "DoesNotExist"?: requirements.append(.isAbsent(key))
            case let other:
                throw .badRequest("\(JSON.string(other ?? "").text()) is not a valid label selector operator")
            }
        }
    }

    package func selects(_ labels: JSONObject) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .isOneOf(let key, let values): labels[key]?.string.map(values.contains) ?? false
            case .isNoneOf(let key, let values): !(labels[key]?.string.map(values.contains) ?? false)
            case .exists(let key): labels[key] != nil
            case .isAbsent(let key): labels[key] == nil
            }
        }
    }

    private static func requirement(_ term: String, _ text: String) throws(APIError) -> Requirement {
        if term.hasPrefix("!") { return .isAbsent(String(term.dropFirst()).trimmed) }
        if let open = term.firstIndex(of: "(") {
            guard term.hasSuffix(")") else { throw unreadable(text) }
            let words = term[..<open].split(separator: " ").map { String($0) }
            let values = term[term.index(after: open)...].dropLast()
                .split(separator: ",", omittingEmptySubsequences: false).map { String($0).trimmed }
            guard words.count == 2 else { throw unreadable(text) }
            switch words[1] {
            case "in": return .isOneOf(words[0], values)
            case "notin": return .isNoneOf(words[0], values)
            default: throw unreadable(text)
            }
        }
        if let range = term.firstRange(of: "!=") {
            return .isNoneOf(String(term[..<range.lowerBound]).trimmed, [String(term[range.upperBound...]).trimmed])
        }
        if let mark = term.firstIndex(of: "=") {
            var value = term[term.index(after: mark)...]
            if value.hasPrefix("=") { value = value.dropFirst() }
            return .isOneOf(String(term[..<mark]).trimmed, [String(value).trimmed])
        }
        guard !term.contains(" ") else { throw unreadable(text) }
        return .exists(term)
    }

    /// At commas outside of parentheses.
    private static func split(_ text: String) -> [String] {
        var parts: [String] = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts
    }

    private static func unreadable(_ text: String) -> APIError {
        .badRequest("unable to parse requirement: found \(JSON.string(text).text()), expected: a label selector")
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmed: String {
        let tail = drop { $0 == " " }
        return String(tail.reversed().drop { $0 == " " }.reversed())
    }
}
