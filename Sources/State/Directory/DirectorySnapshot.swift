import HashTreeCollections
import ManagedPolicies
package import Store

/// The state of the control plane at one moment; copying it is cheap, and nothing in it changes.
package struct DirectorySnapshot: Sendable {
    /// Grows with every change, so that two states of one number are the same.
    package internal(set) var generation: UInt64 = 0
    package internal(set) var instance: InstanceRecord?
    package internal(set) var sessionKeyRing: SessionKeyRingRecord?
    var roles: TreeDictionary<String, RoleEntry> = [:]
    var users: TreeDictionary<String, UserEntry> = [:]
    var accessKeys: TreeDictionary<String, AccessKeyRecord> = [:]
    var managedPolicies: TreeDictionary<String, ManagedPolicyEntry> = [:]
    var providers: TreeDictionary<String, OIDCProviderRecord> = [:]
    var profiles: TreeDictionary<String, InstanceProfileRecord> = [:]
    var clusterRecords: TreeDictionary<String, ClusterRecord> = [:]
    var signingKeyRecords: TreeDictionary<String, SigningKeyRecord> = [:]
    var buckets: TreeDictionary<String, BucketEntry> = [:]
    var associations: TreeDictionary<String, PodIdentityAssociationRecord> = [:]
    var addonRecords: TreeDictionary<String, AddonRecord> = [:]
    /// The keys of associations by `<cluster key>/<association id>`.
    var associationKeys: TreeDictionary<String, String> = [:]
    /// The keys of associations in order, by cluster key.
    var associationOrder: TreeDictionary<String, SortedKeys> = [:]
    /// How many users and roles each managed policy is attached to, by its ARN.
    var attachments = Tally()
    /// How many it is the permissions boundary of.
    var boundaries = Tally()
    /// Grows with every change of a managed policy, and with every one that permissions may depend on.
    var policyGeneration: UInt64 = 0
    let catalog: ManagedPolicyCatalog
    let catalogEntries: CatalogEntries

    init(catalog: ManagedPolicyCatalog) {
        self.catalog = catalog
        catalogEntries = CatalogEntries(catalog: catalog)
    }
}

/// Counts by name.
struct Tally: Sendable {
    private var counts: TreeDictionary<String, Int> = [:]

    subscript(name: String) -> Int { counts[name] ?? 0 }

    mutating func add(_ names: some Sequence<String>, times: Int) {
        for name in names {
            let count = self[name] + times
            counts[name] = count > 0 ? count : nil
        }
    }
}
