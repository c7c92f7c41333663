import AWSVocabulary
package import Directory
package import IdentityTokens
package import Store
import Synchronization

/// The keys of our own clusters' issuers, found in the state without any network, each parsed once.
package final class OwnIssuerKeys: Sendable {
    private static let capacity = 1024
    private let parsed = Mutex<[String: VerificationKey]>([:])

    package init() {}

    /// The key that a token of a cluster names, as long as it is not retired.
    ///
    /// - Throws: `TokenRejection.unknownKey`.
    package func key(
        of token: UnverifiedToken,
        cluster: ClusterRecord,
        in snapshot: DirectorySnapshot
    ) throws(TokenRejection) -> VerificationKey {
        guard let id = token.keyID, let record = snapshot.signingKey(id.description),
            record.clusterKey == cluster.key, record.state != .retired, let key = key(of: record)
        else {
            let known = snapshot.signingKeys(cluster: cluster.key).filter { $0.state != .retired }
            throw .unknownKey(id: token.keyID?.description, known: known.map(\.id))
        }
        return key
    }

    /// The keys whose signatures on a cluster's tokens count, the one that signs first.
    package func keys(cluster key: String, in snapshot: DirectorySnapshot) -> [VerificationKey] {
        let records = snapshot.signingKeys(cluster: key)
        let ordered = records.filter { $0.state == .active } + records.filter { $0.state == .verifying }
        return ordered.compactMap { self.key(of: $0) }
    }

    /// What a record's signatures are verified with; nil if it holds no key that can be read.
    private func key(of record: SigningKeyRecord) -> VerificationKey? {
        if let known = parsed.withLock({ $0[record.id] }) { return known }
        guard let stored = record.privateKey, let key = try? SigningKey(stored: stored).verificationKey,
            key.id.description == record.id
        else { return nil }
        parsed.withLock { cache in
            if cache.count >= Self.capacity { cache.removeAll(keepingCapacity: true) }
            cache[record.id] = key
        }
        return key
    }
}
