import ArgumentParser
import ControlPlane
import JSONTree

/// `lanyard token`.
struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look into tokens.",
        subcommands: [InspectToken.self]
    )
}

/// `lanyard token inspect`.
struct InspectToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show a token's header, claims and times, which key signed it, and whether it verifies.",
        discussion: """
            Runs the checks of AssumeRoleWithWebIdentity that come before the trust policy, and names the first that \
            fails. The signature is never printed. Exit code 0 if the token verifies, 1 if not.

            Example: lanyard create token my-sa --audience sts.amazonaws.com | lanyard token inspect -
            """
    )

    @OptionGroup var data: DataOption
    @OptionGroup var output: OutputOption

    @Argument(help: "The file with the token, or - for standard input.")
    var file: String

    func run() async throws {
        let text = try TokenFile.read(file)
        let answer = try await Connection(data).call("InspectToken", ["token": .string(text)])
        output.print(answer, asText: TokenText.text)
        guard answer["verifies"]?.boolean == true else { throw ExitCode(1) }
    }
}

/// A file that holds one token.
enum TokenFile {
    private static let maximumLength = 20_000

    /// - Throws: `CommandFailure` that names the file and what would be right.
    static func read(_ name: String) throws(CommandFailure) -> String {
        var text: String
        if name == "-" {
            text = ""
            while let line = readLine(strippingNewline: true), text.utf8.count <= maximumLength { text += line }
        } else {
            guard let bytes = PrivateFile.read(name) else { throw CommandFailure("\(name): the file cannot be read") }
            text = String(decoding: bytes, as: UTF8.self)
        }
        text = String(text.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard !text.isEmpty else { throw CommandFailure("\(name): it is empty, and a token was wanted") }
        guard text.utf8.count <= maximumLength else {
            throw CommandFailure("\(name): it is longer than \(maximumLength) characters, which no token is")
        }
        return text
    }
}
