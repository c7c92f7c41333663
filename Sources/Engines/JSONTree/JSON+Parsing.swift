extension JSON {
    /// Reads one value.
    ///
    /// - Throws: `JSONError`, also for a key that occurs twice.
    package init(parsing bytes: [UInt8], limits: JSONLimits = .standard) throws(JSONError) {
        var parser = JSONParser(bytes, limits: limits)
        self = try parser.document(JSON.self)
    }
}

extension JSON: JSONBuilding {
    static var needsPositions: Bool { false }

    static func scalar(_ value: JSON, at offset: Int, in parser: borrowing JSONParser) -> JSON { value }

    static func array(_ elements: [JSON], at offset: Int, in parser: borrowing JSONParser) -> JSON { .array(elements) }

    static func object(
        _ members: [(key: String, offset: Int, value: JSON)],
        at offset: Int,
        in parser: borrowing JSONParser
    ) -> JSON {
        .object(JSONObject(members: members.map { ($0.key, $0.value) }))
    }
}

extension LocatedJSON: JSONBuilding {
    static var needsPositions: Bool { true }

    static func scalar(_ value: JSON, at offset: Int, in parser: borrowing JSONParser) -> LocatedJSON {
        let content: Content =
            switch value {
            case .boolean(let value): .boolean(value)
            case .number(let value): .number(value)
            case .string(let value): .string(value)
            case .null, .array, .object: .null
            }
        return LocatedJSON(content: content, position: parser.position(of: offset), end: parser.end)
    }

    static func array(_ elements: [LocatedJSON], at offset: Int, in parser: borrowing JSONParser) -> LocatedJSON {
        LocatedJSON(content: .array(elements), position: parser.position(of: offset), end: parser.end)
    }

    static func object(
        _ members: [(key: String, offset: Int, value: LocatedJSON)],
        at offset: Int,
        in parser: borrowing JSONParser
    ) -> LocatedJSON {
        LocatedJSON(
            content: .object(
                members.map { Member(key: $0.key, position: parser.position(of: $0.offset), value: $0.value) }
            ),
            position: parser.position(of: offset),
            end: parser.end
        )
    }
}
