import AWSVocabulary
package import Directory
package import IdentityTokens
package import Store
import Synchronization

/// The keys of any cluster's tokens: our own from the state, a registered one's as given or as its issuer publishes them.
package struct ClusterKeys: Sendable {
    private let own: OwnIssuerKeys
    private let foreign: ForeignIssuerKeys
    private let given = GivenKeys()

    package init(own: OwnIssuerKeys, foreign: ForeignIssuerKeys) {
        self.own = own
        self.foreign = foreign
    }

    /// The key that a token of a cluster names.
    ///
    /// - Throws: `TokenRejection` of the kinds `unknownKey`, `keysUnavailable` and `untrustedCertificate`.
    package func key(
        of token: UnverifiedToken,
        cluster: ClusterRecord,
        in snapshot: DirectorySnapshot
    ) async throws(TokenRejection) -> VerificationKey {
        guard let registration = cluster.registration else {
            return try own.key(of: token, cluster: cluster, in: snapshot)
        }
        if let text = registration.keySet {
            return try TokenVerification.key(of: token, in: try given.keys(text, of: cluster.key))
        }
        // The thumbprints of an identity provider are for STS; here the certificate must be one the system trusts.
        let fetched = try await foreign.keys(issuer: cluster.issuer, thumbprints: [], wanted: token.keyID)
        return try TokenVerification.key(of: token, in: fetched.keys)
    }
}

/// Key sets that were given with registrations, each parsed once.
private final class GivenKeys: Sendable {
    private static let capacity = 256
    private let parsed = Mutex<[String: (text: String, keys: KeySet)]>([:])

    func keys(_ text: String, of cluster: String) throws(TokenRejection) -> KeySet {
        if let known = parsed.withLock({ $0[cluster] }), known.text == text { return known.keys }
        let keys: KeySet
        do throws(KeySetError) { keys = try KeySet(parsing: Array(text.utf8)) } catch {
            throw .keysUnavailable(reason: error.description)
        }
        parsed.withLock { cache in
            if cache.count >= Self.capacity { cache.removeAll(keepingCapacity: true) }
            cache[cluster] = (text, keys)
        }
        return keys
    }
}
