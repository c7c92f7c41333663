import AWSVocabulary
package import Ambient
package import IAMPolicy
package import ManagedPolicies
package import Store
import Synchronization

/// A managed policy, the customer's own or AWS's.
package final class ManagedPolicyEntry: Sendable {
    /// Whose it is.
    package enum Origin: Sendable {
        case customer(ManagedPolicyRecord)
        case aws(CatalogPolicy)
    }

    package let origin: Origin
    private let catalog: ManagedPolicyCatalog
    private let compiled = Mutex<AttachedPolicy?>(nil)

    init(_ origin: Origin, catalog: ManagedPolicyCatalog) {
        self.origin = origin
        self.catalog = catalog
    }

    /// The customer's record, nil if the policy is AWS's.
    package var record: ManagedPolicyRecord? {
        if case .customer(let record) = origin { record } else { nil }
    }

    package var arn: String {
        switch origin {
        case .customer(let record): record.arn.description
        case .aws(let policy): policy.arn
        }
    }

    package var name: String {
        switch origin {
        case .customer(let record): record.name
        case .aws(let policy): policy.name
        }
    }

    package var path: String {
        switch origin {
        case .customer(let record): record.path
        case .aws(let policy): policy.path
        }
    }

    package var id: String {
        switch origin {
        case .customer(let record): record.id
        case .aws(let policy): policy.id
        }
    }

    package var createdAt: Timestamp {
        switch origin {
        case .customer(let record): record.createdAt
        case .aws(let policy): policy.createdAt
        }
    }

    package var updatedAt: Timestamp {
        switch origin {
        case .customer(let record): record.updatedAt
        case .aws(let policy): policy.updatedAt
        }
    }

    /// For example `v1`.
    package var defaultVersionID: String {
        switch origin {
        case .customer(let record): "v\(record.defaultVersion)"
        case .aws(let policy): policy.versionID
        }
    }

    /// False for the policies of service-linked roles.
    package var isAttachable: Bool {
        if case .aws(let policy) = origin { policy.isAttachable } else { true }
    }

    /// The text of the default version; nil if it can no longer be read.
    package var defaultText: String? {
        switch origin {
        case .customer(let record): record.versions.first { $0.number == record.defaultVersion }?.document
        case .aws(let policy): try? catalog.document(of: policy)
        }
    }

    /// The default version, compiled; one that can no longer be read denies everything.
    package var defaultDocument: AttachedPolicy {
        compiled.withLock { known in
            if let known { return known }
            let policy = StoredPolicy.compile(defaultText ?? "", name: arn, kind: .identity)
            known = policy
            return policy
        }
    }
}
