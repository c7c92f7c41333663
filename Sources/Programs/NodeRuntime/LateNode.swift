package import JSONTree
package import KubernetesAPI
package import KubernetesService
import Synchronization

/// A node that comes to be after the API does: the seam's other side until then, and without one.
package final class LateNode: PodRuntime {
    private struct State {
        var runtime: (any PodRuntime)?
        var waiting: [CheckedContinuation<any PodRuntime, Never>] = []
    }

    private let state = Mutex(State())

    package init() {}

    /// Says which runtime it is; once.
    package func settle(_ runtime: any PodRuntime) {
        let waiting = state.withLock { state in
            state.runtime = runtime
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(returning: runtime) }
    }

    private var settled: any PodRuntime {
        get async {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state in
                    if state.runtime == nil { state.waiting.append(continuation) }
                    return state.runtime
                }
                if let known { continuation.resume(returning: known) }
            }
        }
    }

    package func node() async -> PodNode { await settled.node() }

    package func run(_ pod: JSON, in cluster: PodCluster) async { await settled.run(pod, in: cluster) }

    package func stop(uid: String, grace: Int) async { await settled.stop(uid: uid, grace: grace) }

    package func logs(_ request: PodLogRequest) async throws(APIError) -> AsyncThrowingStream<[UInt8], any Error> {
        try await settled.logs(request)
    }

    package func execute(_ request: PodExecRequest, _ streams: PodExecStreams) async throws(APIError) -> Int32 {
        try await settled.execute(request, streams)
    }
}
