import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import ServiceModel
import Store

extension EKSService {
    /// Changes an add-on's version, configuration or roles; what is left out stays.
    var updateAddon: ServiceOperation {
        let service = self
        return ServiceOperation(
            Operation(
                "UpdateAddon",
                .eks,
                route: .rest(method: "POST", template: "/clusters/{name}/addons/{addonName}/update"),
                action: "eks:UpdateAddon"
            ),
            prepare: { call in
                let name = call.input.string("addonName") ?? ""
                // One that is not offered cannot be there.
                guard AddonCatalog.offer(name) != nil else {
                    throw Words.noAddon(name, cluster: call.input.string("name") ?? "")
                }
                let input = try AddonInput(call)
                let known = service.directory.snapshot.addon(cluster: input.scope.clusterKey, name: input.offer.name)
                let plan = input.plan(
                    "eks:UpdateAddon",
                    on: input.scope.addonARN(input.offer.name, known?.id),
                    keys: Self.resourceTagKeys(known?.tags ?? [])
                )
                return (plan, input)
            },
            perform: { _, input in
                let (addon, update, isNew) = try await service.directory.update { draft in
                    try service.change(input, in: &draft)
                }
                if isNew { _ = try await service.install(addon, overwrites: true) }
                return .output(["update": .structure(update.shape(status: "InProgress"))], audit: input.scope.audit)
            }
        )
    }

    private func change(
        _ input: AddonInput,
        in draft: inout DirectoryDraft
    ) throws -> (AddonRecord, ClusterUpdate, isNew: Bool) {
        let cluster = try input.scope.cluster(in: draft.snapshot)
        var addon = try input.scope.addon(input.offer.name, in: draft.snapshot)
        // A client whose first try was heard, though it did not hear the answer.
        if let token = input.token, addon.clientRequestToken == token,
            let known = cluster.updates?.last(where: { $0.addonName == addon.name })
        {
            guard input.version.map({ $0 == addon.version }) ?? true,
                input.role.map({ $0.description == addon.serviceAccountRoleARN }) ?? true,
                input.configuration.map({ $0 == addon.configurationValues ?? "" }) ?? true
            else { throw Words.tokenOfAnother }
            return (addon, known, false)
        }
        var parameters: [ClusterUpdate.Parameter] = []
        if input.version != nil {
            addon.version = try input.version(for: cluster)
            parameters.append(ClusterUpdate.Parameter(type: "AddonVersion", value: addon.version))
        }
        if let role = input.role {
            addon.serviceAccountRoleARN = role.description
            parameters.append(ClusterUpdate.Parameter(type: "ServiceAccountRoleArn", value: role.description))
        }
        if let configuration = input.configuration {
            addon.configurationValues = configuration.isEmpty ? nil : configuration
            parameters.append(ClusterUpdate.Parameter(type: "ConfigurationValues", value: configuration))
        }
        if let associations = input.associations {
            let accounts = associations.map(\.serviceAccount).joined(separator: ",")
            parameters.append(ClusterUpdate.Parameter(type: "PodIdentityAssociations", value: accounts))
        }
        addon.clientRequestToken = input.token
        addon.modifiedAt = input.now
        addon.failure = nil
        let update = ClusterUpdate(
            id: ids.uuid(),
            type: "AddonUpdate",
            addonName: addon.name,
            parameters: parameters,
            createdAt: input.now
        )
        draft.put(addon)
        draft.put(cluster.adding(update))
        try input.associate(addon, ids: ids, in: &draft)
        return (addon, update, true)
    }
}
