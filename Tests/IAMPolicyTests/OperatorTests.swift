import Testing

@testable import IAMPolicy

/// Every operator in every form: plain, with `IfExists`, under both set operators, with the key there, missing, and empty.
struct OperatorTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let wanted: String
        let match: String
        let other: String
        let isNegated: Bool
        var testDescription: String { "\(name) \(wanted)" }

        init(_ name: String, _ wanted: String, match: String, other: String, isNegated: Bool = false) {
            self.name = name
            self.wanted = wanted
            self.match = match
            self.other = other
            self.isNegated = isNegated
        }
    }

    static let rows = [
        Row("StringEquals", "a", match: "a", other: "b"),
        Row("StringNotEquals", "a", match: "a", other: "b", isNegated: true),
        Row("StringEqualsIgnoreCase", "aB", match: "Ab", other: "b"),
        Row("StringNotEqualsIgnoreCase", "aB", match: "Ab", other: "b", isNegated: true),
        Row("StringLike", "a*", match: "ab", other: "b"),
        Row("StringNotLike", "a*", match: "ab", other: "b", isNegated: true),
        Row("ArnEquals", "arn:aws:iam::1:role/*", match: "arn:aws:iam::1:role/a", other: "arn:aws:iam::2:role/a"),
        Row("ArnLike", "arn:aws:iam::1:role/*", match: "arn:aws:iam::1:role/a", other: "arn:aws:iam::2:role/a"),
        Row("ArnNotEquals", "arn:aws:s3:::b", match: "arn:aws:s3:::b", other: "arn:aws:s3:::c", isNegated: true),
        Row("ArnNotLike", "arn:aws:s3:::b*", match: "arn:aws:s3:::bb", other: "arn:aws:s3:::c", isNegated: true),
        Row("NumericEquals", "10", match: "10.0", other: "11"),
        Row("NumericNotEquals", "10", match: "10.0", other: "11", isNegated: true),
        Row("NumericLessThan", "10", match: "9.99", other: "10"),
        Row("NumericLessThanEquals", "10", match: "10", other: "10.01"),
        Row("NumericGreaterThan", "10", match: "10.01", other: "10"),
        Row("NumericGreaterThanEquals", "10", match: "10", other: "9"),
        Row("DateEquals", "2026-01-01T00:00:00Z", match: "1767225600", other: "1767225601"),
        Row("DateNotEquals", "2026-01-01T00:00:00Z", match: "1767225600", other: "1767225601", isNegated: true),
        Row("DateLessThan", "2026-01-01", match: "2025-12-31T23:59:59Z", other: "2026-01-01T00:00:00Z"),
        Row("DateLessThanEquals", "2026-01-01", match: "2026-01-01T00:00Z", other: "2026-01-01T00:00:00.1Z"),
        Row("DateGreaterThan", "2026-01-01", match: "2026-01-01T00:00:00.1Z", other: "2026-01-01T00:00:00Z"),
        Row("DateGreaterThanEquals", "2026", match: "2026-01-01T01:00:00+01:00", other: "2026-01-01T00:59:59+01:00"),
        Row("Bool", "true", match: "TRUE", other: "false"),
        Row("BinaryEquals", "AAE=", match: "\u{0}\u{1}", other: "AAI="),
        Row("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", match: "QmluYXJ5VmFsdWVJbkJhc2U2NA==", other: "QmluYXJ5"),
        Row("IpAddress", "10.0.0.0/8", match: "10.255.0.1", other: "11.0.0.1"),
        Row("NotIpAddress", "10.0.0.0/8", match: "10.255.0.1", other: "11.0.0.1", isNegated: true),
    ]

    /// What no operator can compare with is passed over where another value matches, and else fails negated ones too.
    @Test(arguments: ["Numeric", "Date"]) func `one unusable value does not hide the others`(_ type: String) throws {
        func isMet(_ name: String, _ seen: String) throws -> Bool {
            try Sample.isMet(#""\#(type)\#(name)":{"k":["soon","2026"]}"#, ["k": [seen]])
        }
        #expect(try isMet("Equals", "2026"))
        #expect(try !isMet("Equals", "2027"))
        #expect(try !isMet("NotEquals", "2026"))
        #expect(try !isMet("NotEquals", "2027"))
        #expect(try !isMet("Equals", "soon"))
    }

    private func isMet(_ form: String, _ row: Row, _ values: [String]?) throws -> Bool {
        try Sample.isMet(#""\#(form)":{"k":"\#(row.wanted)"}"#, values.map { ["k": $0] } ?? [:])
    }

    @Test(arguments: rows) func `a value that is there is compared`(_ row: Row) throws {
        for form in [row.name, row.name + "IfExists", "ForAllValues:" + row.name, "ForAnyValue:" + row.name] {
            #expect(try isMet(form, row, [row.match]) == !row.isNegated, "\(form)")
            #expect(try isMet(form, row, [row.other]) == row.isNegated, "\(form)")
        }
    }

    @Test(arguments: rows) func `a key that is missing, or has no value, is not met unless the operator says so`(
        _ row: Row
    ) throws {
        for values in [nil, [String]()] {
            #expect(try isMet(row.name, row, values) == row.isNegated)
            #expect(try isMet(row.name + "IfExists", row, values))
            #expect(try isMet("ForAllValues:" + row.name, row, values))
            #expect(try !isMet("ForAnyValue:" + row.name, row, values))
            #expect(try isMet("ForAnyValue:" + row.name + "IfExists", row, values))
        }
    }

    @Test(arguments: rows) func `several values need a set operator`(_ row: Row) throws {
        #expect(try !isMet(row.name, row, [row.match, row.other]))
        #expect(try !isMet(row.name + "IfExists", row, [row.match, row.other]))
        #expect(try isMet("ForAllValues:" + row.name, row, [row.match, row.match]) == !row.isNegated)
        #expect(try isMet("ForAllValues:" + row.name, row, [row.other, row.other]) == row.isNegated)
        #expect(try !isMet("ForAllValues:" + row.name, row, [row.match, row.other]))
        #expect(try isMet("ForAnyValue:" + row.name, row, [row.match, row.other]))
        #expect(try isMet("ForAnyValue:" + row.name, row, [row.other, row.other]) == row.isNegated)
    }
}
