import IdentityTokens
import Store
import Synchronization

/// The private keys of clusters' issuers, each parsed once.
final class IssuingKeys: Sendable {
    private static let capacity = 256
    private let parsed = Mutex<[String: SigningKey]>([:])

    /// The key of a record.
    ///
    /// - Throws: what the cryptographic library throws for a key that cannot be read.
    func key(of record: SigningKeyRecord) throws -> SigningKey? {
        if let known = parsed.withLock({ $0[record.id] }) { return known }
        guard let stored = record.privateKey else { return nil }
        let key = try SigningKey(stored: stored)
        parsed.withLock { cache in
            if cache.count >= Self.capacity { cache.removeAll(keepingCapacity: true) }
            cache[record.id] = key
        }
        return key
    }

    /// Forgets a key that was retired.
    func forget(_ id: String) { parsed.withLock { $0[id] = nil } }
}
