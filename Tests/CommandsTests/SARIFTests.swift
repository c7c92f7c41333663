import IAMPolicy
import JSONTree
import Testing

@testable import Commands

/// What code scanning reads: the objects of SARIF 2.1.0 (OASIS, section 3), their members and no others.
struct SARIFTests {
    /// An object's members, those it must have, and what each holds.
    private struct Shape: Sendable {
        let required: [String]
        let members: [String: Kind]

        init(_ required: [String], _ members: [String: Kind]) {
            self.required = required
            self.members = members
        }
    }

    private indirect enum Kind: Sendable {
        case text
        case words([String])
        case uriReference
        case integer(from: Int)
        case object(String)
        case list(Kind)
    }

    private static let shapes: [String: Shape] = [
        "sarifLog": Shape(
            ["version", "runs"],
            ["$schema": .text, "version": .words(["2.1.0"]), "runs": .list(.object("run"))]
        ),
        "run": Shape(
            ["tool"],
            [
                "tool": .object("tool"), "columnKind": .words(["utf16CodeUnits", "unicodeCodePoints"]),
                "results": .list(.object("result")),
            ]
        ),
        "tool": Shape(["driver"], ["driver": .object("toolComponent")]),
        "toolComponent": Shape(
            ["name"],
            ["name": .text, "version": .text, "rules": .list(.object("reportingDescriptor"))]
        ),
        "reportingDescriptor": Shape(["id"], ["id": .text, "shortDescription": .object("message")]),
        "message": Shape(["text"], ["text": .text]),
        "result": Shape(
            ["message"],
            [
                "ruleId": .text, "ruleIndex": .integer(from: 0), "level": .words(["none", "note", "warning", "error"]),
                "message": .object("message"), "locations": .list(.object("location")),
                "suppressions": .list(.object("suppression")),
            ]
        ),
        "location": Shape([], ["physicalLocation": .object("physicalLocation")]),
        "physicalLocation": Shape(
            ["artifactLocation"],
            ["artifactLocation": .object("artifactLocation"), "region": .object("region")]
        ),
        "artifactLocation": Shape([], ["uri": .uriReference]),
        "region": Shape([], ["startLine": .integer(from: 1), "startColumn": .integer(from: 1)]),
        "suppression": Shape(["kind"], ["kind": .words(["inSource", "external"]), "justification": .text]),
    ]

    private func faults(_ value: JSON?, _ kind: Kind, at place: String) -> [String] {
        switch (kind, value) {
        case (.text, .string(let text)): text.isEmpty ? ["\(place) is empty"] : []
        case (.words(let words), .string(let text)): words.contains(text) ? [] : ["\(place) is \(text)"]
        case (.uriReference, .string(let text)):
            text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~/:%".contains($0)) }
                ? [] : ["\(place) is \(text)"]
        case (.integer(let least), .number(let number)):
            number.integer.map { $0 >= least } == true ? [] : ["\(place) is \(number.text)"]
        case (.list(let element), .array(let values)):
            values.enumerated().flatMap { faults($1, element, at: "\(place)[\($0)]") }
        case (.object(let name), .object(let object)): faults(object, Self.shapes[name], at: place)
        default: ["\(place) is not \(kind)"]
        }
    }

    private func faults(_ object: JSONObject, _ shape: Shape?, at place: String) -> [String] {
        guard let shape else { return ["\(place): no shape"] }
        let lacking = shape.required.filter { object[$0] == nil }.map { "\(place).\($0) is missing" }
        return lacking
            + object.members.flatMap { key, value in
                shape.members[key].map { faults(value, $0, at: "\(place).\(key)") } ?? ["\(place).\(key) is unknown"]
            }
    }

    private static let findings = [
        FileFinding(
            file: "trust policy.json",
            name: "app",
            rule: "T01",
            title: "t",
            severity: "critical",
            message: "m",
            line: 3,
            column: 7
        ),
        FileFinding(
            file: "/srv/ü.json",
            rule: "T02",
            title: "t",
            severity: "low",
            message: "m",
            line: 1,
            column: 1,
            waiver: "known, until 2027-01-01"
        ),
    ]

    @Test(arguments: [[], findings]) func `every member is one of the format`(_ findings: [FileFinding]) {
        let document = SARIF.document(findings, rules: LintRule.allCases.map { ($0.rawValue, $0.title) })
        #expect(faults(document, .object("sarifLog"), at: "log").isEmpty)
        let checks = SARIF.document([], rules: PolicyCheck.rules)
        #expect(faults(checks, .object("sarifLog"), at: "log").isEmpty)
    }

    @Test func `a member that is not of the format is seen`() {
        #expect(
            faults(["version": "2.0.0", "runs": [[:]], "more": 1], .object("sarifLog"), at: "log").sorted() == [
                "log.more is unknown", "log.runs[0].tool is missing", "log.version is 2.0.0",
            ]
        )
        #expect(faults(["startLine": 0], .object("region"), at: "region") == ["region.startLine is 0"])
    }

    @Test(arguments: [
        ("policies/a.json", "policies/a.json"), ("trust policy.json", "trust%20policy.json"),
        ("/srv/ü#1.json", "file:///srv/%C3%BC%231.json"), ("a:b.json", "a%3Ab.json"), ("-", "-"),
    ])
    func `a file is named by a URI reference`(_ file: String, _ uri: String) {
        #expect(SARIF.uri(file) == uri)
    }

    @Test func `a result names its rule by place too`() throws {
        let rules = [(id: "T01", title: "one"), (id: "T02", title: "two")]
        let document = SARIF.document(Self.findings, rules: rules)
        let results = try #require(document["runs"]?.array?.first?["results"]?.array)
        #expect(results.map { $0["ruleIndex"] } == [0, 1])
        #expect(document["runs"]?.array?.first?["columnKind"] == "utf16CodeUnits")
    }
}
