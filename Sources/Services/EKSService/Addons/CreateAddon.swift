import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import IAMPolicy
import ServiceModel
import Store

extension EKSService {
    /// Adds an add-on to a cluster; what it consists of is made where the cluster is embedded.
    var createAddon: ServiceOperation {
        let service = self
        return ServiceOperation(
            Operation(
                "CreateAddon",
                .eks,
                route: .rest(method: "POST", template: "/clusters/{name}/addons"),
                action: "eks:CreateAddon"
            ),
            prepare: { call in
                let input = try AddonInput(call)
                var keys = Self.requestTagKeys(input.tags)
                let cluster = service.directory.snapshot.cluster(key: input.scope.clusterKey)
                for tag in cluster?.tags ?? [] { keys["aws:ResourceTag/\(tag.key)"] = [tag.value] }
                return (input.plan("eks:CreateAddon", on: input.scope.clusterARN, keys: keys), input)
            },
            perform: { _, input in
                let (addon, isNew) = try await service.directory.update { draft in
                    try service.add(input, in: &draft)
                }
                guard isNew else { return service.answer(addon, input.scope, status: "CREATING", now: input.now) }
                let installed = try await service.install(addon, overwrites: input.overwrites)
                return service.answer(installed, input.scope, status: "CREATING", now: input.now)
            }
        )
    }

    private func add(_ input: AddonInput, in draft: inout DirectoryDraft) throws -> (AddonRecord, isNew: Bool) {
        let cluster = try input.scope.cluster(in: draft.snapshot)
        if let known = draft.snapshot.addon(cluster: cluster.key, name: input.offer.name) {
            guard let token = input.token, known.clientRequestToken == token else {
                throw Words.addonExists(known.name, cluster: cluster.name)
            }
            let version = try input.version ?? input.version(for: cluster)
            guard known.version == version, known.configurationValues == input.configuration,
                known.serviceAccountRoleARN == input.role?.description
            else { throw Words.tokenOfAnother }
            return (known, false)
        }
        let record = AddonRecord(
            account: cluster.account,
            region: cluster.region,
            clusterName: cluster.name,
            name: input.offer.name,
            id: ids.uuid(),
            version: try input.version(for: cluster),
            serviceAccountRoleARN: input.role?.description,
            configurationValues: input.configuration,
            clientRequestToken: input.token,
            createdAt: input.now,
            modifiedAt: input.now,
            tags: input.tags
        )
        draft.put(record)
        try input.associate(record, ids: ids, in: &draft)
        return (record, true)
    }

    /// Makes the add-on's objects; that it could not stays with its record.
    func install(_ addon: AddonRecord, overwrites: Bool) async throws -> AddonRecord {
        var failure: String?
        do { try await addons.install(addon, overwrites: overwrites) } catch let conflict as AddonConflict {
            failure = conflict.message
        }
        guard addon.failure != failure else { return addon }
        let reason = failure
        return try await directory.update { draft in
            guard var changed = draft.snapshot.addon(cluster: addon.clusterKey, name: addon.name) else { return addon }
            changed.failure = reason
            draft.put(changed)
            return changed
        }
    }
}
