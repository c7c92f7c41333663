import ArgumentParser

/// `lanyard policy`.
struct Policy: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check policies and try them out; files in, no server needed.",
        subcommands: [CheckPolicy.self, EvaluatePolicy.self]
    )
}
