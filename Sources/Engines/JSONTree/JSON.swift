/// One JSON value (RFC 8259), members in the order they were written.
package enum JSON: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSON])
    case object(JSONObject)
}

extension JSON {
    /// The text, if this is a string.
    package var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The value, if this is a whole number that fits.
    package var integer: Int? {
        if case .number(let number) = self { number.integer } else { nil }
    }

    /// The value, if this is `true` or `false`.
    package var boolean: Bool? {
        if case .boolean(let value) = self { value } else { nil }
    }

    /// The elements, if this is an array.
    package var array: [JSON]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members, if this is an object.
    package var object: JSONObject? {
        if case .object(let object) = self { object } else { nil }
    }

    /// The value of a member; nil if this is no object or has no such member.
    package subscript(key: String) -> JSON? { object?[key] }
}
