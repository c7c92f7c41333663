import Directory
import IdentityTokens
import OIDCProvider
import Store
import Synchronization

/// The issuers of the clusters as they publish themselves, each key read once.
final class PublishedIssuers: Sendable {
    private let directory: Directory
    private let known = Mutex<[String: VerificationKey]>([:])

    init(directory: Directory) {
        self.directory = directory
    }

    var issuers: [PublishedIssuer] {
        let snapshot = directory.snapshot
        return snapshot.clusters.filter { !$0.isRegistered }.map { cluster in
            let records = snapshot.signingKeys(cluster: cluster.key).filter { $0.state != .retired }
            return PublishedIssuer(issuer: cluster.issuer, keys: records.compactMap { key(of: $0) })
        }
    }

    private func key(of record: SigningKeyRecord) -> VerificationKey? {
        if let key = known.withLock({ $0[record.id] }) { return key }
        guard let stored = record.privateKey, let key = try? SigningKey(stored: stored).verificationKey else {
            return nil
        }
        known.withLock { $0[record.id] = key }
        return key
    }
}
