package import IAMPolicy
package import Store
import Synchronization

/// A bucket as decisions use it: its record, and its policy compiled the first time it is needed.
package final class BucketEntry: Sendable {
    package let record: BucketRecord
    private let compiled = Mutex<AttachedPolicy?>(nil)

    package init(_ record: BucketRecord) {
        self.record = record
    }

    /// The bucket policy, nil if there is none; one that can no longer be read denies everything.
    package var policy: AttachedPolicy? {
        guard let text = record.policy else { return nil }
        return compiled.withLock { known in
            if let known { return known }
            let policy = StoredPolicy.compile(text, name: "bucket policy of \(record.name)", kind: .resource)
            known = policy
            return policy
        }
    }
}
