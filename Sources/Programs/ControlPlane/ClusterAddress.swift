import Synchronization

/// Where the embedded cluster's API listens: known once it does, for its port may be one that was free.
final class ClusterAddress: Sendable {
    private let url = Mutex<String?>(nil)

    /// For example `https://127.0.0.1:6443`; nil until the API listens.
    var current: String? { url.withLock { $0 } }

    func settle(_ url: String) {
        self.url.withLock { $0 = url }
    }
}
