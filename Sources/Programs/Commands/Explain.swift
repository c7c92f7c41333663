import ArgumentParser
import JSONTree

/// `lanyard explain`.
struct Explain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say why a request was allowed or refused.",
        discussion: """
            Every answer carries a request id: in the header x-amzn-RequestId, in error bodies, and in what `--debug` of \
            the aws CLI prints. This shows what was considered for it: each policy and statement, what matched, and for \
            each condition that failed the operator, the key, the values wanted and the value seen, the nearest miss \
            first.

            Example: lanyard explain 019400f2-8c5e-7aaf-9c2d-5d6f3d1c0a11
            """
    )

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOption

    @Argument(help: "The request's id.")
    var requestID: String

    func run() async throws {
        let answer = try await Connection(data).call("GetExplanation", ["requestId": .string(requestID)])
        output.print(answer, asText: ExplanationText.text)
    }
}
