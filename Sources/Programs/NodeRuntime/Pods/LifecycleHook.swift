import JSONTree
import KubernetesAPI
import Logging

/// What a container wants done after its start or before its end: a command inside of it, or a pause.
struct LifecycleHook: Sendable {
    let node: NodeContext
    let container: RunningContainer

    /// Runs a `postStart` or `preStop` hook to its end; what it answers does not matter.
    func run(_ hook: JSON) async {
        if let seconds = hook.at("sleep", "seconds")?.integer {
            try? await Task.sleep(for: .seconds(seconds))
        } else if let command = hook.at("exec", "command")?.array {
            _ = try? await Execution(node: node, container: container).collect(command.compactMap(\.string))
        } else {
            node.logger.warning("the hook \(hook.text()) is not supported by this node: exec and sleep are")
        }
    }
}
