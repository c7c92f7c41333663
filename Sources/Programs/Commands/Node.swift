import ArgumentParser
import ControlPlane
import Foundation
import NodeRuntime

/// `lanyard node`.
struct Node: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look into the embedded node.",
        subcommands: [NodeExec.self]
    )
}

/// `lanyard node exec`.
struct NodeExec: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "exec",
        abstract: "Run a command in the node's own namespaces: its network, its processes.",
        discussion: """
            The files are the machine's own, and the command runs with all the rights of the node: use \
            `kubectl exec` to look into a pod as the pod sees it.

            Example: lanyard node exec -- ip addr
            Example: lanyard node exec -- ss -tnlp

            The exit code is the command's.
            """
    )

    @OptionGroup var data: DataOption

    @Argument(parsing: .captureForPassthrough, help: "The command and its arguments.")
    var command: [String]

    func run() throws {
        let arguments = command.first == "--" ? Array(command.dropFirst()) : command
        guard !arguments.isEmpty else { throw ValidationError("what to run is missing: lanyard node exec -- ip addr") }
        let directory = data.directory
        guard let record = NodeRecord.read(from: directory.node), record.isRunning else {
            throw CommandFailure(
                "no node runs on \(directory.path): `lanyard up` says why when it starts, or was not started"
            )
        }
        let variables = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        throw ExitCode(NodeNamespace.execute(arguments, variables: variables, in: record))
    }
}
