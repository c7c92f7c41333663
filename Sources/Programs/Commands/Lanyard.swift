package import ArgumentParser
import NodeRuntime

/// The `lanyard` command.
package struct Lanyard: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "lanyard",
        abstract: "Workload identity for Kubernetes pods, AWS-compatible and self-hosted.",
        discussion: """
            `lanyard up` starts the control plane: an issuer of service-account tokens, STS, IAM, S3, EC2, EKS and \
            CloudTrail on one port, with every signature, trust policy and condition enforced. `lanyard env` prints what \
            the aws CLI, boto3 or Terraform need to reach it. When a call is refused, `lanyard explain` says why.

            Every command that talks to a running control plane finds it through its data directory, `~/.lanyard` \
            unless --data or LANYARD_DATA says otherwise.

            Exit codes: 0 fine, 1 refused or failed, 64 unusable arguments.
            """,
        version: "0.1.0",
        subcommands: [
            Up.self, PrintEnvironment.self, PrintKubeconfig.self, Keys.self, Create.self, Token.self, Explain.self,
            Simulate.self, Policy.self, Lint.self, Neaten.self, Node.self, Webhook.self, Get.self, Audit.self,
            Register.self,
        ]
    )

    package init() {}

    /// Parses the process's arguments, runs the command they name, and ends the process if it fails.
    package static func start() async {
        // Before anything else of this program: it becomes the first process of the node's namespaces.
        if CommandLine.arguments.dropFirst().first == NodeInit.subcommand { NodeInit.run() }
        await main(GoArguments.rewritten(Array(CommandLine.arguments.dropFirst())))
    }
}
