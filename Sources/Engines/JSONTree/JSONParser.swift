/// Something the parser builds of what it reads.
protocol JSONBuilding {
    /// Whether lines and columns will be asked for.
    static var needsPositions: Bool { get }

    static func scalar(_ value: JSON, at offset: Int, in parser: borrowing JSONParser) -> Self
    static func array(_ elements: [Self], at offset: Int, in parser: borrowing JSONParser) -> Self
    static func object(
        _ members: [(key: String, offset: Int, value: Self)],
        at offset: Int,
        in parser: borrowing JSONParser
    ) -> Self
}

/// A strict recursive-descent reader of RFC 8259 over bytes.
struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    /// Nil if nobody asks for places.
    private var lines: LineTable?
    private var offset = 0
    private var depth = 0
    private var values = 0

    init(_ bytes: [UInt8], limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// One value and nothing after it.
    mutating func document<Value: JSONBuilding>(_ type: Value.Type) throws(JSONError) -> Value {
        guard bytes.count <= limits.maximumBytes else { throw failure(.tooLarge(maximumBytes: limits.maximumBytes)) }
        if Value.needsPositions { lines = LineTable(bytes[...]) }
        skipBlanks()
        let result: Value = try value()
        skipBlanks()
        guard offset == bytes.count else { throw failure(.trailingContent) }
        return result
    }

    private mutating func value<Value: JSONBuilding>() throws(JSONError) -> Value {
        values += 1
        guard values <= limits.maximumValues else { throw failure(.tooManyValues(maximumValues: limits.maximumValues)) }
        guard offset < bytes.count else { throw failure(.unexpectedEnd) }
        let start = offset
        switch bytes[offset] {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "\""): return .scalar(.string(try string()), at: start, in: self)
        case UInt8(ascii: "t"):
            try literal("true")
            return .scalar(.boolean(true), at: start, in: self)
        case UInt8(ascii: "f"):
            try literal("false")
            return .scalar(.boolean(false), at: start, in: self)
        case UInt8(ascii: "n"):
            try literal("null")
            return .scalar(.null, at: start, in: self)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return .scalar(.number(try number()), at: start, in: self)
        default: throw failure(.unexpected(byte: bytes[offset], wanted: "a value"))
        }
    }

    private mutating func object<Value: JSONBuilding>() throws(JSONError) -> Value {
        let start = offset
        try enter()
        var members: [(key: String, offset: Int, value: Value)] = []
        var seen: Set<String> = []
        skipBlanks()
        if !take(UInt8(ascii: "}")) {
            members.reserveCapacity(8)
            repeat {
                skipBlanks()
                let keyOffset = offset
                guard offset < bytes.count else { throw failure(.unexpectedEnd) }
                guard bytes[offset] == UInt8(ascii: "\"") else {
                    throw failure(.unexpected(byte: bytes[offset], wanted: "a key in quotes"))
                }
                let key = try string()
                let isNew = members.count < 8 ? !members.contains { $0.key == key } : seen.insert(key).inserted
                guard isNew else { throw failure(.duplicateKey(key), at: keyOffset) }
                skipBlanks()
                try expect(UInt8(ascii: ":"), "':'")
                skipBlanks()
                members.append((key, keyOffset, try value()))
                if members.count == 8 { seen = Set(members.map(\.key)) }
                skipBlanks()
            } while take(UInt8(ascii: ","))
            try expect(UInt8(ascii: "}"), "',' or '}'")
        }
        depth -= 1
        return .object(members, at: start, in: self)
    }

    private mutating func array<Value: JSONBuilding>() throws(JSONError) -> Value {
        let start = offset
        try enter()
        var elements: [Value] = []
        skipBlanks()
        if !take(UInt8(ascii: "]")) {
            repeat {
                skipBlanks()
                elements.append(try value())
                skipBlanks()
            } while take(UInt8(ascii: ","))
            try expect(UInt8(ascii: "]"), "',' or ']'")
        }
        depth -= 1
        return .array(elements, at: start, in: self)
    }

    private mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= limits.maximumDepth else { throw failure(.tooDeep(maximumDepth: limits.maximumDepth)) }
        offset += 1
    }
}

// MARK: - Scalars

extension JSONParser {
    private mutating func literal(_ text: StaticString) throws(JSONError) {
        for index in 0..<text.utf8CodeUnitCount {
            guard offset < bytes.count else { throw failure(.unexpectedEnd) }
            guard bytes[offset] == text.utf8Start[index] else {
                throw failure(.unexpected(byte: bytes[offset], wanted: "'\(text)'"))
            }
            offset += 1
        }
    }

    private mutating func number() throws(JSONError) -> JSONNumber {
        let start = offset
        _ = take(UInt8(ascii: "-"))
        let isZero = take(UInt8(ascii: "0"))
        let whole = takeDigits()
        guard isZero ? whole == 0 : whole > 0 else { throw failure(.invalidNumber, at: start) }
        if take(UInt8(ascii: ".")) {
            guard takeDigits() > 0 else { throw failure(.invalidNumber, at: start) }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            guard takeDigits() > 0 else { throw failure(.invalidNumber, at: start) }
        }
        return JSONNumber(checked: String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    private mutating func takeDigits() -> Int {
        let start = offset
        while offset < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[offset]) { offset += 1 }
        return offset - start
    }

    private mutating func string() throws(JSONError) -> String {
        offset += 1
        let start = offset
        let (end, isASCII) = endOfPlain(from: start)
        offset = end
        guard end < bytes.count else { throw failure(.unexpectedEnd) }
        if bytes[end] == UInt8(ascii: "\\") { return try escapedString(from: start) }
        guard bytes[end] == UInt8(ascii: "\"") else { throw failure(.controlCharacter) }
        offset += 1
        // Nearly all texts are ASCII, which need no validation: `String(validating:)` costs a thousand instructions each.
        guard isASCII else { return try text(bytes[start..<end], at: start) }
        return bytes.withUnsafeBufferPointer {
            String(decoding: UnsafeBufferPointer(rebasing: $0[start..<end]), as: UTF8.self)
        }
    }

    /// Where the next quote, backslash or control character stands, or the end; and whether all before it is ASCII.
    private func endOfPlain(from start: Int) -> (end: Int, isASCII: Bool) {
        bytes.withUnsafeBytes { bytes in
            var index = start
            var beyond: UInt64 = 0
            while index + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                let special =
                    EightBytes.below(0x20, in: word) | EightBytes.equal(to: 0x22, in: word)
                    | EightBytes.equal(to: 0x5C, in: word)
                guard special == 0 else { break }
                beyond |= EightBytes.beyondASCII(in: word)
                index += 8
            }
            while index < bytes.count {
                let byte = bytes[index]
                guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { break }
                beyond |= UInt64(byte & 0x80)
                index += 1
            }
            return (index, beyond == 0)
        }
    }

    private mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var result = Array(bytes[start..<offset])
        while offset < bytes.count {
            let byte = bytes[offset]
            switch byte {
            case UInt8(ascii: "\""):
                offset += 1
                return try text(result[...], at: start)
            case UInt8(ascii: "\\"):
                offset += 1
                try escape(into: &result)
            default:
                guard byte >= 0x20 else { throw failure(.controlCharacter) }
                result.append(byte)
                offset += 1
            }
        }
        throw failure(.unexpectedEnd)
    }

    private func text(_ slice: ArraySlice<UInt8>, at start: Int) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw failure(.invalidUTF8, at: start)
        }
        return text
    }

    private mutating func escape(into result: inout [UInt8]) throws(JSONError) {
        guard offset < bytes.count else { throw failure(.unexpectedEnd) }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"): result.append(contentsOf: Array(String(try unicodeEscape()).utf8))
        default: throw failure(.invalidEscape, at: offset - 1)
        }
    }

    /// The scalar of a `\u` escape with its four digits, or of a pair of surrogates; a lone surrogate is refused.
    private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
        let start = offset
        let first = try hexQuad()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800...0xDBFF).contains(first), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
            throw failure(.invalidEscape, at: start)
        }
        let second = try hexQuad()
        guard (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw failure(.invalidEscape, at: start) }
        return scalar
    }

    private mutating func hexQuad() throws(JSONError) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard offset < bytes.count else { throw failure(.unexpectedEnd) }
            guard let digit = Character(Unicode.Scalar(bytes[offset])).hexDigitValue else {
                throw failure(.invalidEscape)
            }
            value = value << 4 | UInt32(digit)
            offset += 1
        }
        return value
    }
}

// MARK: - Bytes

extension JSONParser {
    private mutating func skipBlanks() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0A, 0x0D: offset += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func expect(_ byte: UInt8, _ wanted: String) throws(JSONError) {
        guard offset < bytes.count else { throw failure(.unexpectedEnd) }
        guard take(byte) else { throw failure(.unexpected(byte: bytes[offset], wanted: wanted)) }
    }

    /// The place after what was read last.
    var end: LocatedJSON.Position { position(of: offset) }

    /// The line and column of an offset, both from 1.
    func position(of offset: Int) -> LocatedJSON.Position {
        (lines ?? LineTable(bytes[..<min(offset, bytes.count)])).position(of: offset)
    }

    private func failure(_ kind: JSONError.Kind, at place: Int? = nil) -> JSONError {
        let place = place ?? offset
        let position = self.position(of: place)
        return JSONError(kind: kind, line: position.line, column: position.column, offset: place)
    }
}
