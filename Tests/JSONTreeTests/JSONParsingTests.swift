import Testing

@testable import JSONTree

struct JSONParsingTests {
    struct Accepted: Sendable, CustomTestStringConvertible {
        let text: String
        let value: JSON
        var testDescription: String { text }
    }

    @Test(arguments: [
        Accepted(text: "null", value: .null), Accepted(text: " true ", value: true), Accepted(text: "[]", value: []),
        Accepted(text: "{}", value: [:]), Accepted(text: "-0", value: .number(JSONNumber(checked: "-0"))),
        Accepted(text: "1.50e+10", value: .number(JSONNumber(checked: "1.50e+10"))),
        Accepted(text: #""a\"\\\/\b\f\n\r\tß""#, value: .string("a\"\\/\u{8}\u{C}\n\r\tß")),
        Accepted(text: #""\u00e9\uD83D\uDE00""#, value: "é😀"),
        Accepted(text: #"{"b":1,"a":[true,{"c":null}]}"#, value: ["b": 1, "a": [true, ["c": nil]]]),
        Accepted(
            text: #"{"a1":1,"a2":2,"a3":3,"a4":4,"a5":5,"a6":6,"a7":7,"a8":8,"a9":9}"#,
            value: ["a1": 1, "a2": 2, "a3": 3, "a4": 4, "a5": 5, "a6": 6, "a7": 7, "a8": 8, "a9": 9]
        ),
    ])
    func `reads what RFC 8259 allows, and writes it again`(_ accepted: Accepted) throws {
        let value = try JSON(parsing: Array(accepted.text.utf8))
        #expect(value == accepted.value)
        #expect(try JSON(parsing: value.serialized()) == value)
        #expect(try JSON(parsing: value.serialized(pretty: true)) == value)
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        let text: String
        let kind: JSONError.Kind
        let line: Int
        let column: Int
        var testDescription: String { text }
    }

    @Test(arguments: [
        Refused(text: "", kind: .unexpectedEnd, line: 1, column: 1),
        Refused(text: "{\"a\":1,\n \"a\":2}", kind: .duplicateKey("a"), line: 2, column: 2),
        Refused(
            text: #"{"1":1,"2":1,"3":1,"4":1,"5":1,"6":1,"7":1,"8":1,"9":1,"1":1}"#,
            kind: .duplicateKey("1"),
            line: 1,
            column: 56
        ),
        Refused(
            text: #"{"9":1,"2":1,"3":1,"4":1,"5":1,"6":1,"7":1,"8":1,"0":1,"0":1}"#,
            kind: .duplicateKey("0"),
            line: 1,
            column: 56
        ),
        Refused(text: "1 2", kind: .trailingContent, line: 1, column: 3),
        Refused(text: "01", kind: .invalidNumber, line: 1, column: 1),
        Refused(text: "1.", kind: .invalidNumber, line: 1, column: 1),
        Refused(text: "+1", kind: .unexpected(byte: 0x2B, wanted: "a value"), line: 1, column: 1),
        Refused(text: "[1,]", kind: .unexpected(byte: 0x5D, wanted: "a value"), line: 1, column: 4),
        Refused(text: "{a:1}", kind: .unexpected(byte: 0x61, wanted: "a key in quotes"), line: 1, column: 2),
        Refused(text: "\"a\nb\"", kind: .controlCharacter, line: 1, column: 3),
        Refused(text: #""\ud800""#, kind: .invalidEscape, line: 1, column: 4),
        Refused(text: #""\x""#, kind: .invalidEscape, line: 1, column: 3),
        Refused(text: "[\"é\"\n, \"äß€\", x]", kind: .unexpected(byte: 0x78, wanted: "a value"), line: 2, column: 10),
        Refused(
            text: "[\"\u{1F511}\u{1F511}\", x]",
            kind: .unexpected(byte: 0x78, wanted: "a value"),
            line: 1,
            column: 10
        ),
        Refused(text: "tru", kind: .unexpectedEnd, line: 1, column: 4),
        Refused(text: "'a'", kind: .unexpected(byte: 0x27, wanted: "a value"), line: 1, column: 1),
    ])
    func `refuses everything else and says where`(_ refused: Refused) {
        #expect { try JSON(parsing: Array(refused.text.utf8)) } throws: { error in
            guard let error = error as? JSONError else { return false }
            return error.kind == refused.kind && error.line == refused.line && error.column == refused.column
        }
    }

    @Test func `places are counted as editors count them: in lines and UTF-16 units`() throws {
        let text = "{\"é\": \"\u{1F511}\",\n \"ü€\": [1, \"ö\", 2]}"
        let located = try LocatedJSON(parsing: Array(text.utf8))
        let list = try #require(located["ü€"])
        #expect(located["é"]?.position == LocatedJSON.Position(line: 1, column: 7))
        #expect(located["é"]?.end == LocatedJSON.Position(line: 1, column: 11))
        #expect(list.position == LocatedJSON.Position(line: 2, column: 8))
        #expect(list.end == LocatedJSON.Position(line: 2, column: 19))
    }

    @Test func `refuses bytes that are not UTF-8`() {
        #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xC3, 0x28, 0x22]) }
        #expect(throws: JSONError.self) { try JSON(parsing: [0x22, 0xED, 0xA0, 0x80, 0x22]) }
    }

    @Test func `keeps to its limits in bytes, depth and values`() throws {
        let limits = JSONLimits(maximumBytes: 20, maximumDepth: 3, maximumValues: 5)
        #expect(throws: Never.self) { try JSON(parsing: Array("[[[1]]]".utf8), limits: limits) }
        #expect(throws: JSONError.self) { try JSON(parsing: Array("[[[[1]]]]".utf8), limits: limits) }
        #expect(throws: Never.self) { try JSON(parsing: Array("[1,2,3,4]".utf8), limits: limits) }
        #expect(throws: JSONError.self) { try JSON(parsing: Array("[1,2,3,4,5]".utf8), limits: limits) }
        #expect(throws: JSONError.self) { try JSON(parsing: Array(repeating: 0x20, count: 21), limits: limits) }
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: JSONError.self) { try JSON(parsing: Array(deep.utf8)) }
    }

    @Test func `places of values and keys count lines and columns from one`() throws {
        let value = try LocatedJSON(parsing: Array("{\n  \"a\": [1,\n 2]\n}".utf8))
        #expect(value["a"]?.position == LocatedJSON.Position(line: 2, column: 8))
        guard case .object(let members) = value.content, case .array(let elements)? = value["a"]?.content else {
            Issue.record("an object with an array was wanted")
            return
        }
        #expect(members[0].position == LocatedJSON.Position(line: 2, column: 3))
        #expect(elements[1].position == LocatedJSON.Position(line: 3, column: 2))
        #expect(value.json == ["a": [1, 2]])
    }

    @Test func `writes on one line, or indented by two blanks a level`() {
        let value: JSON = ["a": [1, "x\u{1}"], "b": [:], "c": []]
        #expect(value.text() == #"{"a":[1,"x\u0001"],"b":{},"c":[]}"#)
        #expect(
            value.text(pretty: true) == "{\n  \"a\": [\n    1,\n    \"x\\u0001\"\n  ],\n  \"b\": {},\n  \"c\": []\n}"
        )
    }
}
