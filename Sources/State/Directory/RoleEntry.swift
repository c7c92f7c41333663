package import IAMPolicy
package import Store
import Synchronization

/// A role as decisions use it: its record, and its policies compiled the first time they are needed.
package final class RoleEntry: Sendable {
    package let record: RoleRecord
    private let compiledTrust = Mutex<AttachedPolicy?>(nil)
    let permissions = PermissionsCache()

    package init(_ record: RoleRecord) {
        self.record = record
    }

    /// The trust policy; one that can no longer be read denies everything.
    package var trust: AttachedPolicy {
        compiledTrust.withLock { known in
            if let known { return known }
            let policy = StoredPolicy.compile(
                record.trustPolicy,
                name: "trust policy of \(record.name)",
                kind: .trust
            )
            known = policy
            return policy
        }
    }

    /// The inline policies, sorted by name.
    var inlinePolicies: [AttachedPolicy] { StoredPolicy.compile(record.inlinePolicies, owner: record.name) }
}
