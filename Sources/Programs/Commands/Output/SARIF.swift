import ArgumentParser
import JSONTree

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
                    ],
                    "columnKind": "utf16CodeUnits",
                    "results": .array(
                        findings.map { finding in
                            result(finding, ruleIndex: rules.firstIndex { $0.id == finding.rule })
                        }
                    ),
                ]
            ],
        ]
    }

    private static func result(_ finding: FileFinding, ruleIndex: Int?) -> JSON {
        var result: JSONObject = [
            "ruleId": .string(finding.rule), "level": .string(level(finding.severity)),
            "message": ["text": .string((finding.name.isEmpty ? "" : finding.name + ": ") + finding.message)],
            "locations": [
                [
                    "physicalLocation": [
                        "artifactLocation": ["uri": .string(uri(finding.file))],
                        "region": [
                            "startLine": .number(JSONNumber(finding.line)),
                            "startColumn": .number(JSONNumber(finding.column)),
                        ],
                    ]
                ]
            ],
        ]
        if let ruleIndex { result["ruleIndex"] = .number(JSONNumber(ruleIndex)) }
        if let waiver = finding.waiver {
            result["suppressions"] = [["kind": "external", "justification": .string(waiver)]]
        }
        return .object(result)
    }

    /// The file as a URI reference (RFC 3986): relative to where the tool ran, or absolute as the path is.
    static func uri(_ file: String) -> String {
        var uri = file.hasPrefix("/") ? "file://" : ""
        for byte in file.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                uri.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                uri += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return uri
    }

    private static func level(_ severity: String) -> String {
        switch severity {
        case "critical", "high", "error": "error"
        case "medium", "warning": "warning"
        default: "note"
        }
    }
}
