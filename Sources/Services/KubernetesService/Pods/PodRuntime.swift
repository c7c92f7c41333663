package import Ambient
package import JSONTree
package import KubernetesAPI

/// What runs pods: the seam between the API and a node.
///
/// The API binds pods to the one node, calls `run` once for each, `stop` when one is deleted, and removes a deleted pod's
/// object once `run` has returned. Pods are told apart by uid, since a name can be used again.
package protocol PodRuntime: Sendable {
    /// The node, asked for once when the API starts.
    func node() async -> PodNode

    /// Runs a pod (defaulted, admitted and bound) from its preparation to its end, restarts included.
    ///
    /// Everything that happens is told to `cluster.report` and `cluster.event`. Returns once nothing of the pod is left: it
    /// ended by itself (the last report then says `Succeeded` or `Failed`), it was stopped, or the task was cancelled, which
    /// asks for an end at once and without grace. A pod that ran before the program was started again is run anew.
    func run(_ pod: JSON, in cluster: PodCluster) async

    /// Asks a pod to end: SIGTERM now, SIGKILL after `grace` seconds; may be called again with less grace.
    ///
    /// Returns at once; `run` returns when the pod has ended.
    func stop(uid: String, grace: Int) async

    /// What a container has written, in pieces, and with `follow` what it writes until it ends.
    ///
    /// - Throws: `APIError`, for example 400 for a container that has not started.
    func logs(_ request: PodLogRequest) async throws(APIError) -> AsyncThrowingStream<[UInt8], any Error>

    /// Runs a command in a container, and returns its exit code.
    ///
    /// Cancellation kills the command.
    ///
    /// - Throws: `APIError` if the command could not be started.
    func execute(_ request: PodExecRequest, _ streams: PodExecStreams) async throws(APIError) -> Int32
}

/// Whether there is a node.
package enum PodNode: Sendable {
    /// A `Node` to register: its metadata (name, labels) and status (addresses, nodeInfo, capacity; `Ready` is added).
    case available(JSON)
    /// There is none, and why: pods stay Pending and say so in these words.
    case unavailable(String)
}

/// Whose logs, and how much of them.
package struct PodLogRequest: Sendable {
    package var namespace: String
    package var pod: String
    package var uid: String
    package var container: String
    package var follow = false
    /// The container before the last restart.
    package var previous = false
    package var tailLines: Int?
    package var limitBytes: Int?
    /// Each line begins with the time in RFC 3339 with nanoseconds and a blank.
    package var timestamps = false
    package var sinceSeconds: Int?
    package var sinceTime: Timestamp?

    package init(namespace: String, pod: String, uid: String, container: String) {
        self.namespace = namespace
        self.pod = pod
        self.uid = uid
        self.container = container
    }
}

/// A command to run in a container.
package struct PodExecRequest: Sendable {
    package var namespace: String
    package var pod: String
    package var uid: String
    package var container: String
    package var command: [String]
    /// A pseudo-terminal; there is no separate error stream then.
    package var isTerminal: Bool

    package init(
        namespace: String,
        pod: String,
        uid: String,
        container: String,
        command: [String],
        isTerminal: Bool
    ) {
        self.namespace = namespace
        self.pod = pod
        self.uid = uid
        self.container = container
        self.command = command
        self.isTerminal = isTerminal
    }
}

/// The other ends of a command's streams.
package struct PodExecStreams: Sendable {
    /// The size of a terminal in characters.
    package struct Size: Sendable, Hashable {
        package let columns: Int
        package let rows: Int

        package init(columns: Int, rows: Int) {
            self.columns = columns
            self.rows = rows
        }
    }

    package typealias Sink = @Sendable ([UInt8]) async throws -> Void

    /// Standard input until it is closed; nil if none is wanted.
    package let input: AsyncStream<[UInt8]>?
    package let output: Sink
    package let errors: Sink
    /// Changes of the terminal's size.
    package let sizes: AsyncStream<Size>

    package init(
        input: AsyncStream<[UInt8]>?,
        output: @escaping Sink,
        errors: @escaping Sink,
        sizes: AsyncStream<Size>
    ) {
        self.input = input
        self.output = output
        self.errors = errors
        self.sizes = sizes
    }
}

/// The runtime of an installation that has no node.
package struct NoPodRuntime: PodRuntime {
    private let reason: String

    package init(reason: String = "this cluster has no node that runs pods; its API and identities work") {
        self.reason = reason
    }

    package func node() async -> PodNode { .unavailable(reason) }

    package func run(_ pod: JSON, in cluster: PodCluster) async {}

    package func stop(uid: String, grace: Int) async {}

    package func logs(_ request: PodLogRequest) async throws(APIError) -> AsyncThrowingStream<[UInt8], any Error> {
        throw .badRequest("pod \(request.pod) does not run: \(reason)")
    }

    package func execute(_ request: PodExecRequest, _ streams: PodExecStreams) async throws(APIError) -> Int32 {
        throw .badRequest("pod \(request.pod) does not run: \(reason)")
    }
}
