/// What is stored of one aggregate: a value, found by its key, written whole.
package protocol StateRecord: Codable, Sendable, Hashable {
    /// The aggregate the record belongs to; a backend keeps one table for each.
    static var aggregate: Aggregate { get }

    /// What tells this record from the others of its aggregate; never changes while the thing lives.
    var key: String { get }
}

/// The kinds of things that are stored; the raw value names the table.
package enum Aggregate: String, Sendable, CaseIterable, Codable {
    case instance = "instance"
    case roles = "roles"
    case users = "users"
    case accessKeys = "access_keys"
    case managedPolicies = "managed_policies"
    case oidcProviders = "oidc_providers"
    case instanceProfiles = "instance_profiles"
    case clusters = "clusters"
    case signingKeys = "signing_keys"
    case sessionKeyRings = "session_key_rings"
    case buckets = "buckets"
    case podIdentityAssociations = "pod_identity_associations"
    case addons = "addons"
}
