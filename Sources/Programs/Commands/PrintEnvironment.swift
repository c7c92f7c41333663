import AWSVocabulary
import ArgumentParser
import ControlPlane
import JSONTree

/// `lanyard env`.
struct PrintEnvironment: AsyncParsableCommand {
    /// How the variables are written.
    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case sh
        case fish
        case json
    }

    static let configuration = CommandConfiguration(
        commandName: "env",
        abstract: "Print the environment that AWS clients need to reach the running control plane.",
        discussion: """
            Prints the endpoint, the administrator's access key, the region and the certificate authority. The key may \
            do everything: give pods roles instead.

            If nothing runs on the directory, a shell is given `false`, so that `eval` fails and no command goes on with \
            the credentials of another account.

            Examples:
              eval "$(lanyard env)" && aws sts get-caller-identity
              lanyard up & eval "$(lanyard env --wait 10)"
            """
    )

    @OptionGroup var data: DataOption

    @Option(help: "The language to print: sh, fish or json.")
    var shell = Shell.sh

    @Option(
        name: .customLong("wait"),
        help: ArgumentHelp("How long to wait for one that is starting.", valueName: "seconds")
    )
    var patience = 0

    func validate() throws {
        guard (0...3600).contains(patience) else { throw ValidationError("--wait takes seconds, 0 to 3600") }
    }

    func run() async throws {
        if patience > 0 { await waitForStart() }
        let connection: Connection
        do throws(CommandFailure) { connection = try Connection(data) } catch {
            if shell != .json { print("false") }
            throw error
        }
        let variables: [(String, String)] = [
            ("AWS_ENDPOINT_URL", connection.instance.awsEndpoint),
            ("AWS_ACCESS_KEY_ID", connection.credentials.accessKeyID),
            ("AWS_SECRET_ACCESS_KEY", connection.credentials.secret.exposed),
            ("AWS_REGION", connection.instance.region),
            ("AWS_DEFAULT_REGION", connection.instance.region),
            ("AWS_CA_BUNDLE", data.directory.certificateFile),
            ("KUBECONFIG", data.directory.kubeconfigFile),
        ]
        switch shell {
        case .sh:
            // Credentials of another login would win over, or mix with, the ones below.
            print("unset AWS_PROFILE AWS_SESSION_TOKEN AWS_ROLE_ARN AWS_WEB_IDENTITY_TOKEN_FILE")
            for (name, value) in variables { print("export \(name)=\(Self.quoted(value))") }
        case .fish:
            print("set -e AWS_PROFILE AWS_SESSION_TOKEN AWS_ROLE_ARN AWS_WEB_IDENTITY_TOKEN_FILE")
            for (name, value) in variables { print("set -gx \(name) \(Self.quoted(value))") }
        case .json:
            var object = JSONObject()
            for (name, value) in variables { object[name] = .string(value) }
            print(JSON.object(object).text(pretty: true))
        }
    }

    /// Returns when a process runs that has written how it is reached, or when the time is over.
    private func waitForStart() async {
        let end = ContinuousClock.now + .seconds(patience)
        while RunningInstance.read(from: data.directory)?.isAlive != true, ContinuousClock.now < end {
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Text in single quotes, as both kinds of shell read it; quotes within are closed, escaped and reopened.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
