import Directory
import IdentityTokens
import Store
import Synchronization

/// The key that signs a cluster's tokens now, read once.
final class ClusterSigning: Sendable {
    private let directory: Directory
    private let cluster: String
    private let known = Mutex<(id: String, key: SigningKey)?>(nil)

    init(directory: Directory, cluster: String) {
        self.directory = directory
        self.cluster = cluster
    }

    /// - Throws: `StartError.database` if the cluster has no active key.
    func key() throws -> SigningKey {
        let active = directory.snapshot.signingKeys(cluster: cluster).first { $0.state == .active }
        guard let active, let stored = active.privateKey else {
            throw StartError.database("the cluster has no active signing key")
        }
        if let known = known.withLock({ $0 }), known.id == active.id { return known.key }
        let key = try SigningKey(stored: stored)
        known.withLock { $0 = (active.id, key) }
        return key
    }
}
