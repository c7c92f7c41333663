/// Everything a store holds of the control plane's state, as the read model loads it at start.
package struct StateRecords: Sendable {
    /// Nil before the first start.
    package var instance: InstanceRecord?
    package var roles: [RoleRecord] = []
    package var users: [UserRecord] = []
    package var accessKeys: [AccessKeyRecord] = []
    package var managedPolicies: [ManagedPolicyRecord] = []
    package var oidcProviders: [OIDCProviderRecord] = []
    package var instanceProfiles: [InstanceProfileRecord] = []
    package var clusters: [ClusterRecord] = []
    package var signingKeys: [SigningKeyRecord] = []
    package var sessionKeyRing: SessionKeyRingRecord?
    package var buckets: [BucketRecord] = []
    package var podIdentityAssociations: [PodIdentityAssociationRecord] = []
    package var addons: [AddonRecord] = []

    package init() {}
}
