import HashTreeCollections
import Store

extension DirectorySnapshot {
    /// The state that stored records describe.
    mutating func load(_ records: StateRecords) {
        instance = records.instance
        sessionKeyRing = records.sessionKeyRing
        for record in records.managedPolicies { put(record) }
        for record in records.roles { put(record) }
        for record in records.users { put(record) }
        for record in records.accessKeys { put(record) }
        for record in records.oidcProviders { put(record) }
        for record in records.instanceProfiles { put(record) }
        for record in records.clusters { put(record) }
        for record in records.signingKeys { put(record) }
        for record in records.buckets { put(record) }
        for record in records.podIdentityAssociations { put(association: record) }
        for record in records.addons { put(record) }
    }

    mutating func put(_ record: any StateRecord) {
        switch record {
        case let record as RoleRecord:
            forget(roles[record.key]?.record)
            roles[record.key] = RoleEntry(record)
            attachments.add(record.attachedPolicies, times: 1)
            boundaries.add(record.permissionsBoundary.map { [$0] } ?? [], times: 1)
        case let record as UserRecord:
            forget(users[record.key]?.record)
            users[record.key] = UserEntry(record)
            attachments.add(record.attachedPolicies, times: 1)
            boundaries.add(record.permissionsBoundary.map { [$0] } ?? [], times: 1)
        case let record as ManagedPolicyRecord:
            managedPolicies[record.key] = ManagedPolicyEntry(.customer(record), catalog: catalog)
            policyGeneration += 1
        case let record as AccessKeyRecord: accessKeys[record.key] = record
        case let record as OIDCProviderRecord: providers[record.key] = record
        case let record as InstanceProfileRecord: profiles[record.key] = record
        case let record as ClusterRecord: clusterRecords[record.key] = record
        case let record as SigningKeyRecord: signingKeyRecords[record.key] = record
        case let record as BucketRecord: buckets[record.key] = BucketEntry(record)
        case let record as AddonRecord: addonRecords[record.key] = record
        case let record as PodIdentityAssociationRecord: put(association: record)
        case let record as InstanceRecord: instance = record
        case let record as SessionKeyRingRecord: sessionKeyRing = record
        default: assertionFailure("a record of an unknown aggregate: \(type(of: record))")
        }
    }

    mutating func remove(_ aggregate: Aggregate, key: String) {
        switch aggregate {
        case .roles:
            forget(roles[key]?.record)
            roles[key] = nil
        case .users:
            forget(users[key]?.record)
            users[key] = nil
        case .managedPolicies:
            managedPolicies[key] = nil
            policyGeneration += 1
        case .accessKeys: accessKeys[key] = nil
        case .oidcProviders: providers[key] = nil
        case .instanceProfiles: profiles[key] = nil
        case .clusters: clusterRecords[key] = nil
        case .signingKeys: signingKeyRecords[key] = nil
        case .buckets: buckets[key] = nil
        case .addons: addonRecords[key] = nil
        case .podIdentityAssociations: forget(association: key)
        case .instance: instance = nil
        case .sessionKeyRings: sessionKeyRing = nil
        }
    }

    private mutating func forget(_ role: RoleRecord?) {
        guard let role else { return }
        attachments.add(role.attachedPolicies, times: -1)
        boundaries.add(role.permissionsBoundary.map { [$0] } ?? [], times: -1)
    }

    private mutating func forget(_ user: UserRecord?) {
        guard let user else { return }
        attachments.add(user.attachedPolicies, times: -1)
        boundaries.add(user.permissionsBoundary.map { [$0] } ?? [], times: -1)
    }
}
