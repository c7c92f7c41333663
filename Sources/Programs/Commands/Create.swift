import ArgumentParser
import JSONTree

/// `lanyard create`.
struct Create: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Create tokens of service accounts.",
        subcommands: [CreateToken.self]
    )
}

/// `lanyard create token`.
struct CreateToken: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Print a token of a service account, as `kubectl create token` does.",
        discussion: """
            The token has the claims a Kubernetes API server writes, is signed by the cluster's active key, and is \
            printed without a newline when it goes to a file or a pipe, as AWS clients want it.

            Example: lanyard create token my-sa -n default --audience sts.amazonaws.com > token
            """
    )

    @OptionGroup var data: DataOption

    @Argument(help: "The service account.")
    var serviceAccount: String

    @Option(name: .shortAndLong, help: "Its namespace.")
    var namespace = "default"

    @Option(help: "Whom the token is for; may be repeated. Default: the cluster's own issuer.")
    var audience: [String] = []

    @Option(help: "How long it lives: 3600, 90m, 12h; 10 minutes to 24 hours.")
    var duration = "1h"

    @Option(help: ArgumentHelp("The pod it is bound to.", valueName: "name"))
    var boundPod: String?

    @Option(help: ArgumentHelp("The cluster, if there are several.", valueName: "name"))
    var cluster: String?

    func validate() throws {
        guard Lifetime(duration) != nil else {
            throw ValidationError("--duration takes seconds, or a number with s, m or h, for example 3600 or 1h")
        }
    }

    func run() async throws {
        var input: JSONObject = [
            "serviceAccount": .string(serviceAccount), "namespace": .string(namespace),
            "audiences": .array(audience.map { .string($0) }),
            "durationSeconds": .number(JSONNumber(Lifetime(duration)?.seconds ?? 3600)),
        ]
        if let boundPod { input["boundPod"] = .string(boundPod) }
        if let cluster { input["clusterName"] = .string(cluster) }
        let answer = try await Connection(data).call("CreateServiceAccountToken", .object(input))
        Terminal.printWithoutNewlineInFiles(answer["token"]?.string ?? "")
    }
}

/// A length of time as it is typed.
struct Lifetime: Equatable {
    let seconds: Int

    /// Accepts seconds, or a number followed by `s`, `m` or `h`, and several of these in a row.
    init?(_ text: String) {
        if let seconds = Int(text), seconds >= 0 {
            self.seconds = seconds
            return
        }
        var total = 0
        var number = ""
        for character in text {
            if character.isASCII, character.isNumber {
                number.append(character)
                continue
            }
            guard let value = Int(number), value < 1_000_000,
                let unit = ["s": 1, "m": 60, "h": 3600][String(character)]
            else { return nil }
            total += value * unit
            number = ""
        }
        guard number.isEmpty, !text.isEmpty else { return nil }
        seconds = total
    }
}
