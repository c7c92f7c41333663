import ArgumentParser
import JSONTree

/// How a command prints its answer.
struct OutputOption: ParsableArguments {
    /// The forms there are.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case table
        case json
        case yaml

        /// `text` is another name for `table`.
        init?(argument: String) {
            self.init(rawValue: argument == "text" ? "table" : argument)
        }
    }

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print: table, json or yaml.")
    var form = Form.table

    func print(_ answer: JSON, asText: (JSON) -> String) {
        switch form {
        case .table: Swift.print(asText(answer))
        case .json: Swift.print(answer.text(pretty: true))
        case .yaml: Swift.print(YAML.text(answer), terminator: "")
        }
    }
}
