import ArgumentParser
import JSONTree

/// How a command prints its answer.
struct OutputOption: ParsableArguments {
    /// The forms there are.
    enum Form: String, CaseIterable, ExpressibleByArgument {
        case text
        case json
    }

    @Option(name: [.customShort("o"), .customLong("output")], help: "How to print: text or json.")
    var form = Form.text

    func print(_ answer: JSON, asText: (JSON) -> String) {
        switch form {
        case .text: Swift.print(asText(answer))
        case .json: Swift.print(answer.text(pretty: true))
        }
    }
}
