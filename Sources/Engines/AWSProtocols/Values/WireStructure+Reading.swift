/// Members read as what an operation wants them to be; query protocols send every value as text.
extension WireStructure {
    package func string(_ name: String) -> String? { self[name]?.text }

    package func integer(_ name: String) -> Int? {
        switch self[name] {
        case .integer(let value): value
        case .string(let text): Int(text)
        default: nil
        }
    }

    package func boolean(_ name: String) -> Bool? {
        switch self[name] {
        case .boolean(let value): value
        case .string("true"), .string("True"): true
        case .string("false"), .string("False"): false
        default: nil
        }
    }

    /// The elements; an empty text is how the query protocol sends an empty list.
    package func list(_ name: String) -> [WireValue]? {
        switch self[name] {
        case .list(let elements): elements
        case .string(""): []
        default: nil
        }
    }

    package func strings(_ name: String) -> [String]? { list(name)?.compactMap(\.text) }

    package func structures(_ name: String) -> [WireStructure]? {
        list(name)?.compactMap { value in
            if case .structure(let members) = value { members } else { nil }
        }
    }

    package func structure(_ name: String) -> WireStructure? {
        switch self[name] {
        case .structure(let members), .map(let members): members
        default: nil
        }
    }
}
