import JSONTree

/// JSON values in YAML's block style (YAML 1.2 section 8); texts stand in double quotes, as JSON writes them.
enum YAML {
    /// The value as a document that ends with a newline.
    static func text(_ value: JSON) -> String { lines(value).joined(separator: "\n") + "\n" }

    private static func lines(_ value: JSON) -> [String] {
        switch value {
        case .object(let object) where !object.isEmpty:
            object.members.flatMap { key, value in entry("\(JSON.string(key).text()):", value) }
        case .array(let elements) where !elements.isEmpty:
            elements.flatMap { element in
                let inner = lines(element)
                return ["- " + inner[0]] + inner.dropFirst().map { "  " + $0 }
            }
        case .null, .boolean, .number, .string, .array, .object: [value.text()]
        }
    }

    private static func entry(_ key: String, _ value: JSON) -> [String] {
        let isBlock =
            switch value {
            case .object(let object): !object.isEmpty
            case .array(let elements): !elements.isEmpty
            case .null, .boolean, .number, .string: false
            }
        return isBlock ? [key] + lines(value).map { "  " + $0 } : ["\(key) \(value.text())"]
    }
}
