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
