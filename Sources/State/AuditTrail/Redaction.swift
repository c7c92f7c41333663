package import JSONTree

/// Keeps secrets out of the audit trail, wherever in the parameters they stand.
package enum Redaction {
    /// What CloudTrail writes in their place.
    package static let mark = "HIDDEN_DUE_TO_SECURITY_REASONS"

    private static let secrets: Set<String> = [
        "webidentitytoken", "secretaccesskey", "sessiontoken", "token", "samlassertion", "tokencode", "password",
        "encodedmessage", "tokenreviewer",
    ]

    /// The longest text that is kept, in characters.
    private static let maximumText = 8192

    /// The parameters as they may be kept: names with a small first letter, as CloudTrail has them.
    package static func parameters(_ object: JSONObject) -> JSON {
        guard !object.isEmpty else { return .null }
        var result = JSONObject()
        for (key, value) in object.members {
            let isSecret = secrets.contains(key.lowercased())
            result[key.prefix(1).lowercased() + key.dropFirst()] = isSecret ? .string(mark) : kept(value)
        }
        return .object(result)
    }

    private static func kept(_ value: JSON) -> JSON {
        switch value {
        case .object(let object): parameters(object)
        case .array(let elements): .array(elements.map(kept))
        case .string(let text) where text.utf8.count > maximumText: .string(text.prefix(maximumText) + "…")
        default: value
        }
    }
}
