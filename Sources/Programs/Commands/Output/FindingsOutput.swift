import ArgumentParser
import JSONTree

/// How a command prints findings.
struct FindingsOutput: ParsableArguments {
    /// The forms there are.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case table
        case json
        case yaml
        case sarif
    }

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print: table, json, yaml or sarif.")
    var form = Form.table
}

/// A finding in a file, whichever tool found it.
struct FileFinding {
    let file: String
    /// The role or policy within the file; empty if the file is the policy.
    var name = ""
    let rule: String
    let title: String
    let severity: String
    let message: String
    let line: Int
    let column: Int
    var json: JSON = .null
    /// Why it is tolerated; nil if it is not.
    var waiver: String?

    var place: String { "\(file):\(line):\(column)" }
}

/// Findings in the Static Analysis Results Interchange Format, version 2.1.0, for code scanning.
enum SARIF {
    static func document(_ findings: [FileFinding], rules: [(id: String, title: String)]) -> JSON {
        [
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [
                [
                    "tool": [
                        "driver": [
                            "name": "lanyard", "version": .string(Lanyard.configuration.version),
                            "rules": .array(
                                rules.map { ["id": .string($0.id), "shortDescription": ["text": .string($0.title)]] }
                            ),
                        ]
                    ], "results": .array(findings.map(result)),
                ]
            ],
        ]
    }

    private static func result(_ finding: FileFinding) -> JSON {
        var result: JSONObject = [
            "ruleId": .string(finding.rule), "level": .string(level(finding.severity)),
            "message": ["text": .string((finding.name.isEmpty ? "" : finding.name + ": ") + finding.message)],
            "locations": [
                [
                    "physicalLocation": [
                        "artifactLocation": ["uri": .string(finding.file)],
                        "region": [
                            "startLine": .number(JSONNumber(finding.line)),
                            "startColumn": .number(JSONNumber(finding.column)),
                        ],
                    ]
                ]
            ],
        ]
        if let waiver = finding.waiver {
            result["suppressions"] = [["kind": "external", "justification": .string(waiver)]]
        }
        return .object(result)
    }

    private static func level(_ severity: String) -> String {
        switch severity {
        case "critical", "high", "error": "error"
        case "medium", "warning": "warning"
        default: "note"
        }
    }
}
