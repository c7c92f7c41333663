import ArgumentParser
import JSONTree

/// `lanyard keys`.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "List, rotate and retire the keys that sign service-account tokens.",
        discussion: """
            A rotation makes a new key that signs from now on; tokens of the older keys stay valid until their key is \
            retired. Retire a key when the tokens it signed have expired, or at once if it leaked.
            """,
        subcommands: [List.self, Rotate.self, Retire.self],
        defaultSubcommand: List.self
    )

    /// `lanyard keys list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show every key, its state and its age.")

        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        func run() async throws {
            output.print(try await Connection(data).call("ListSigningKeys", [:]), asText: KeyTable.text)
        }
    }

    /// `lanyard keys rotate`.
    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a new key that signs from now on; older tokens stay valid."
        )

        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        func run() async throws {
            output.print(try await Connection(data).call("RotateSigningKey", [:]), asText: KeyTable.text)
        }
    }

    /// `lanyard keys retire`.
    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End a key: tokens it signed are refused from now on.",
            discussion: "The key that signs cannot be retired: rotate first."
        )

        @OptionGroup var data: DataOption
        @OptionGroup var output: OutputOption

        @Argument(help: "The key's id, as `lanyard keys list` shows it.")
        var keyID: String

        func run() async throws {
            let answer = try await Connection(data).call("RetireSigningKey", ["keyId": .string(keyID)])
            output.print(answer, asText: KeyTable.text)
        }
    }
}
