/// A JSON value that remembers where it was written.
package struct LocatedJSON: Sendable {
    /// A place in a text.
    package struct Position: Hashable, Sendable {
        /// From 1.
        package let line: Int
        /// From 1, in UTF-16 units.
        package let column: Int

        package init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    /// A member of an object.
    package struct Member: Sendable {
        package let key: String
        /// Where the key is written.
        package let position: Position
        package let value: LocatedJSON
    }

    /// What the value is.
    package enum Content: Sendable {
        case null
        case boolean(Bool)
        case number(JSONNumber)
        case string(String)
        case array([LocatedJSON])
        case object([Member])
    }

    package let content: Content
    package let position: Position
    /// The place after the last character.
    package let end: Position

    /// Reads one value.
    ///
    /// - Throws: `JSONError`, also for a key that occurs twice.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        var parser = JSONParser(bytes, limits: limits)
        self = try parser.document(LocatedJSON.self)
    }

    init(content: Content, position: Position, end: Position) {
        self.content = content
        self.position = position
        self.end = end
    }

    /// The value of a member; nil if this is no object or has no such member.
    package subscript(key: String) -> LocatedJSON? {
        guard case .object(let members) = content else { return nil }
        return members.first { $0.key == key }?.value
    }

    /// The same value without places.
    package var json: JSON {
        switch content {
        case .null: .null
        case .boolean(let value): .boolean(value)
        case .number(let value): .number(value)
        case .string(let value): .string(value)
        case .array(let elements): .array(elements.map(\.json))
        case .object(let members): .object(JSONObject(members: members.map { ($0.key, $0.value.json) }))
        }
    }
}
