import Ambient
package import JSONTree

/// Compares an object with the fields of its kind: what is of a wrong type is an error, what is unknown is dropped and told.
///
/// In the words of the API server, which are those of Go's JSON decoder.
package struct FieldCheck: Sendable {
    /// A value that cannot be what its field holds.
    package struct Mismatch: Error, Sendable, Hashable {
        package let words: String
    }

    /// Where a value is.
    private struct Place {
        /// With indices: `spec.containers[0].image`.
        var path = ""
        /// As Go's decoder names fields: `spec.containers.image`.
        var fields = ""
        /// The innermost kind.
        var kind = ""
    }

    /// No more unknown fields than these are told one by one.
    private static let mostTold = 100

    /// The object without what is unknown.
    package private(set) var object: JSON
    /// For example `unknown field "spec.foo"`.
    package private(set) var unknown: [String] = []

    /// - Throws: `Mismatch`.
    package init(_ object: JSON, as kind: String) throws(Mismatch) {
        self.object = object
        guard SchemaTable.all[kind] != nil else { return }
        if let changed = try check(object, .object(kind), Place(kind: kind)) { self.object = changed }
    }

    /// What is left of a value; nil if all of it.
    private mutating func check(_ value: JSON, _ type: FieldType, _ place: Place) throws(Mismatch) -> JSON? {
        if case .null = value { return nil }
        switch type {
        case .anything: return nil
        case .object(let name):
            guard let members = value.object else { throw mismatch(value, type, place) }
            guard let schema = SchemaTable.all[name] else { return nil }
            return try check(members, schema, place).map { .object($0) }
        case .list(let inner):
            guard let elements = value.array else { throw mismatch(value, type, place) }
            var result: [JSON]?
            for (index, element) in elements.enumerated() {
                var inside = place
                inside.path += "[\(index)]"
                guard let changed = try check(element, inner, inside) else { continue }
                if result == nil { result = elements }
                result?[index] = changed
            }
            return result.map { .array($0) }
        case .map(let inner):
            guard let members = value.object else { throw mismatch(value, type, place) }
            var result: JSONObject?
            for (key, element) in members.members {
                var inside = place
                inside.path += ".\(key)"
                guard let changed = try check(element, inner, inside) else { continue }
                if result == nil { result = members }
                result?[key] = changed
            }
            return result.map { .object($0) }
        default:
            try checkScalar(value, type, place)
            return nil
        }
    }

    private mutating func check(_ members: JSONObject, _ schema: Schema, _ place: Place) throws(Mismatch) -> JSONObject?
    {
        var result: JSONObject?
        for (key, value) in members.members {
            let path = place.path.isEmpty ? key : "\(place.path).\(key)"
            guard let field = schema.field(key) else {
                if unknown.count < Self.mostTold { unknown.append("unknown field \(JSON.string(path).text())") }
                if result == nil { result = members }
                result?[key] = nil
                continue
            }
            let fields = place.fields.isEmpty ? key : "\(place.fields).\(key)"
            let inside = Place(path: path, fields: fields, kind: schema.name)
            guard let changed = try check(value, field.type, inside) else { continue }
            if result == nil { result = members }
            result?[key] = changed
        }
        return result
    }

    private func checkScalar(_ value: JSON, _ type: FieldType, _ place: Place) throws(Mismatch) {
        switch (type, value) {
        case (.string, .string), (.boolean, .boolean), (.double, .number), (.intOrString, .string): return
        case (.int32, .number(let number)), (.int64, .number(let number)), (.intOrString, .number(let number)):
            let integer = number.integer
            let fits = type == .int64 ? integer != nil : integer.flatMap { Int32(exactly: $0) } != nil
            guard !fits else { return }
            if type == .intOrString {
                throw Mismatch(words: "json: cannot unmarshal number \(number.text) into Go value of type int32")
            }
            throw mismatch("number \(number.text)", type, place)
        case (.intOrString, _):
            throw Mismatch(words: "json: cannot unmarshal \(Self.name(of: value)) into Go value of type int32")
        case (.bytes, .string(let text)):
            guard let offset = Self.firstWrong(inBase64: text) else { return }
            throw Mismatch(words: "illegal base64 data at input byte \(offset)")
        case (.quantity, .string(let text)): try Self.checkQuantity(text)
        case (.quantity, .number(let number)): try Self.checkQuantity(number.text)
        case (.quantity, _): throw Self.wrongQuantity
        case (.time, .string(let text)), (.microTime, .string(let text)):
            guard !text.isEmpty, Timestamp(rfc3339: text) == nil else { return }
            let form = type == .time ? "2006-01-02T15:04:05Z07:00" : "2006-01-02T15:04:05.000000Z07:00"
            let quoted = JSON.string(text).text()
            throw Mismatch(words: "parsing time \(quoted) as \"\(form)\": cannot parse \(quoted) as \"2006\"")
        case (.time, _), (.microTime, _):
            throw Mismatch(words: "json: cannot unmarshal \(Self.name(of: value)) into Go value of type string")
        default: throw mismatch(value, type, place)
        }
    }

    private func mismatch(_ value: JSON, _ type: FieldType, _ place: Place) -> Mismatch {
        mismatch(Self.name(of: value), type, place)
    }

    private func mismatch(_ found: String, _ type: FieldType, _ place: Place) -> Mismatch {
        let goal =
            place.fields.isEmpty
            ? "value of type v1.\(place.kind)" : "struct field \(place.kind).\(place.fields) of type \(type.goName)"
        return Mismatch(words: "json: cannot unmarshal \(found) into Go \(goal)")
    }

    private static func name(of value: JSON) -> String {
        switch value {
        case .null: "null"
        case .boolean: "bool"
        case .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private static let wrongQuantity = Mismatch(
        words: "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    )

    private static func checkQuantity(_ text: String) throws(Mismatch) {
        let bytes = Array(text.utf8)
        var place = 0
        if let first = bytes.first, first == UInt8(ascii: "+") || first == UInt8(ascii: "-") { place = 1 }
        let start = place
        while place < bytes.count, bytes[place] == UInt8(ascii: ".") || (48...57).contains(bytes[place]) { place += 1 }
        let digits = bytes[start..<place]
        guard digits.contains(where: { $0 != UInt8(ascii: ".") }), digits.count(where: { $0 == UInt8(ascii: ".") }) < 2
        else { throw wrongQuantity }
        let suffix = String(decoding: bytes[place...], as: UTF8.self)
        let units = ["", "n", "u", "m", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"]
        if units.contains(suffix) { return }
        if let first = suffix.first, first == "e" || first == "E", Int(suffix.dropFirst()) != nil { return }
        let known = suffix.utf8.allSatisfy { Array("eEinumkKMGTP+-0123456789".utf8).contains($0) }
        throw known ? Mismatch(words: "unable to parse quantity's suffix") : wrongQuantity
    }

    private static func firstWrong(inBase64 text: String) -> Int? {
        guard !Base64.isValid(text) else { return nil }
        let wrong = text.utf8.enumerated().first { _, byte in
            !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                && !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) && !(48...57).contains(byte)
                && byte != UInt8(ascii: "+") && byte != UInt8(ascii: "/") && byte != 10 && byte != 13
        }
        return wrong?.offset ?? text.utf8.count / 4 * 4
    }
}
