import Directory
import IAMPolicy
import SessionCredentials
import Synchronization

/// The session policies of live sessions, each text compiled once.
final class SessionPolicies: Sendable {
    private static let capacity = 4096
    private let compiled = Mutex<[String: AttachedPolicy]>([:])

    /// What limits a session; nil if nothing was passed when it was made.
    ///
    /// A policy that cannot be read any more, or is gone, becomes one that allows nothing: it limits, never widens.
    func policies(of claims: SessionClaims, in snapshot: DirectorySnapshot) -> [AttachedPolicy]? {
        guard claims.sessionPolicy != nil || !claims.sessionPolicyARNs.isEmpty else { return nil }
        var policies: [AttachedPolicy] = []
        if let text = claims.sessionPolicy, let policy = inline(text) { policies.append(policy) }
        for arn in claims.sessionPolicyARNs {
            if let entry = snapshot.managedPolicy(arn) { policies.append(entry.defaultDocument) }
        }
        return policies
    }

    private func inline(_ text: String) -> AttachedPolicy? {
        if let known = compiled.withLock({ $0[text] }) { return known }
        guard let document = try? PolicyDocument(parsing: text, kind: .session) else { return nil }
        let policy = AttachedPolicy(name: "session policy", document: document)
        compiled.withLock { cache in
            if cache.count >= Self.capacity { cache.removeAll(keepingCapacity: true) }
            cache[text] = policy
        }
        return policy
    }
}
