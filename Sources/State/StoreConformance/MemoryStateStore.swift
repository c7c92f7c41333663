package import Store
import Synchronization

/// A state store for tests of other rooms; it keeps nothing on disk, and can be told to fail.
package final class MemoryStateStore: StateStore {
    private struct State {
        var records: [Aggregate: [String: any StateRecord]] = [:]
        var failure: StoreError?
        var commits = 0
    }

    private let state = Mutex(State())

    package init() {}

    /// How many commits succeeded.
    package var commits: Int { state.withLock { $0.commits } }

    /// Makes every commit from now on fail; nil lets them succeed again.
    package func fail(with error: StoreError?) { state.withLock { $0.failure = error } }

    package func load() async throws(StoreError) -> StateRecords {
        let records = state.withLock { $0.records }
        func all<Record: StateRecord>(_ type: Record.Type) -> [Record] {
            (records[Record.aggregate] ?? [:]).values.compactMap { $0 as? Record }
        }
        var loaded = StateRecords()
        loaded.instance = all(InstanceRecord.self).first
        loaded.roles = all(RoleRecord.self)
        loaded.users = all(UserRecord.self)
        loaded.accessKeys = all(AccessKeyRecord.self)
        loaded.managedPolicies = all(ManagedPolicyRecord.self)
        loaded.oidcProviders = all(OIDCProviderRecord.self)
        loaded.instanceProfiles = all(InstanceProfileRecord.self)
        loaded.clusters = all(ClusterRecord.self)
        loaded.signingKeys = all(SigningKeyRecord.self)
        loaded.sessionKeyRing = all(SessionKeyRingRecord.self).first
        loaded.buckets = all(BucketRecord.self)
        loaded.podIdentityAssociations = all(PodIdentityAssociationRecord.self)
        loaded.addons = all(AddonRecord.self)
        return loaded
    }

    package func commit(_ changes: [StateChange]) async throws(StoreError) {
        let failure = state.withLock { state -> StoreError? in
            if let failure = state.failure { return failure }
            for change in changes {
                switch change {
                case .put(let record): state.records[type(of: record).aggregate, default: [:]][record.key] = record
                case .remove(let aggregate, let key): state.records[aggregate]?[key] = nil
                }
            }
            state.commits += 1
            return nil
        }
        if let failure { throw failure }
    }
}
