import AWSVocabulary
import ArgumentParser
import ControlPlane
import JSONTree

/// `lanyard env`.
struct PrintEnvironment: ParsableCommand {
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

            Example: eval "$(lanyard env)" && aws sts get-caller-identity
            """
    )

    @OptionGroup var data: DataOption

    @Option(help: "The language to print: sh, fish or json.")
    var shell = Shell.sh

    func run() throws {
        let connection = try Connection(data)
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

    /// Text in single quotes, as both kinds of shell read it; quotes within are closed, escaped and reopened.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
