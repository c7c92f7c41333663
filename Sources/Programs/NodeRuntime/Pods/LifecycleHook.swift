import JSONTree
import KubernetesAPI

/// What a container wants done after its start or before its end: a command inside of it, a call to it, or a pause.
struct LifecycleHook: Sendable {
    /// Why a hook did not do its work.
    struct Failure: Error, Sendable, Hashable {
        let reason: String
        /// Whether it failed, instead of being of a kind that this node does not have.
        let isFatal: Bool
    }

    let node: NodeContext
    let container: RunningContainer
    let specification: JSON

    /// Runs a `postStart` or `preStop` hook to its end.
    ///
    /// - Throws: `Failure`, without what the command has written.
    func run(_ hook: JSON) async throws(Failure) {
        if let seconds = hook.at("sleep", "seconds")?.integer {
            await pause(seconds: seconds)
            return
        }
        if let http = hook["httpGet"] {
            let calls = ContainerCalls(node: node, container: specification, agent: "kube-lifecycle/1.33")
            let failure = await calls.get(http)
            guard let failure, !Task.isCancelled else { return }
            throw Failure(reason: failure.replacing("HTTP probe", with: "HTTP lifecycle hook"), isFatal: true)
        }
        guard let command = hook.at("exec", "command")?.array?.compactMap(\.string) else {
            let kinds = (hook.object?.keys.sorted() ?? []).joined(separator: ", ")
            throw Failure(
                reason: "this node runs hooks of the kinds exec, httpGet and sleep, not \(kinds)",
                isFatal: false
            )
        }
        let code: Int32
        do { code = try await Execution(node: node, container: container).collect(command).code } catch {
            guard !Task.isCancelled else { return }
            throw Failure(reason: "\(error)", isFatal: true)
        }
        if code != 0, !Task.isCancelled {
            throw Failure(reason: "command '\(command.first ?? "")' exited with \(code)", isFatal: true)
        }
    }
}
