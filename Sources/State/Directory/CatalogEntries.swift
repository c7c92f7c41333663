import ManagedPolicies
import Synchronization

/// Entries of AWS's policies, made when they are first asked for.
final class CatalogEntries: Sendable {
    private let catalog: ManagedPolicyCatalog
    private let entries = Mutex<[String: ManagedPolicyEntry]>([:])

    init(catalog: ManagedPolicyCatalog) {
        self.catalog = catalog
    }

    func entry(_ arn: String) -> ManagedPolicyEntry? {
        if let known = entries.withLock({ $0[arn] }) { return known }
        guard let policy = catalog.policy(arn: arn) else { return nil }
        return entries.withLock { entries in
            if let known = entries[arn] { return known }
            let entry = ManagedPolicyEntry(.aws(policy), catalog: catalog)
            entries[arn] = entry
            return entry
        }
    }
}
