import AWSVocabulary
import Synchronization

/// Signing keys that were derived before; deriving one costs more than verifying with it.
final class SigningKeyCache: Sendable {
    private struct Subject: Hashable {
        let accessKeyID: String
        let secret: Secret
        let date: String
        let region: String
        let service: String
    }

    private struct State {
        /// Two generations: when the young one is full it becomes the old one, and the old one is dropped.
        var young: [Subject: SigningKey] = [:]
        var old: [Subject: SigningKey] = [:]
    }

    private static let capacity = 4096
    private let state = Mutex(State())

    func key(for claim: SignatureClaim, secret: Secret) -> SigningKey {
        let subject = Subject(
            accessKeyID: claim.accessKeyID,
            secret: secret,
            date: claim.date,
            region: claim.region,
            service: claim.service
        )
        if let known = state.withLock({ $0.young[subject] }) { return known }
        let key =
            state.withLock { $0.old[subject] }
            ?? SigningKey(secret: secret, date: claim.date, region: claim.region, service: claim.service)
        state.withLock { state in
            if state.young.count >= Self.capacity / 2 {
                state.old = state.young
                state.young = [:]
            }
            state.young[subject] = key
        }
        return key
    }
}
