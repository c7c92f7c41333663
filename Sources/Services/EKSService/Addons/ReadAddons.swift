import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import ServiceModel
import Store

extension EKSService {
    /// Lists the names of a cluster's add-ons, a page at a time.
    var listAddons: ServiceOperation {
        readsCluster("ListAddons", path: "addons") { authorized, scope in
            let page = try NamePage(authorized.call.input)
            _ = try scope.cluster(in: authorized.snapshot)
            let names = authorized.snapshot.addons(cluster: scope.clusterKey).map(\.name).filter { $0 > page.after }
            return .output(page.output("addons", names), audit: scope.audit)
        }
    }

    /// Tells everything of one add-on.
    var describeAddon: ServiceOperation {
        let service = self
        return onAddon("DescribeAddon", method: "GET", isReadOnly: true) { authorized, scope, name in
            let addon = try scope.addon(name, in: authorized.snapshot)
            return service.answer(addon, scope, status: nil, now: authorized.context.receivedAt)
        }
    }

    /// Takes an add-on from its cluster, with what it consists of unless that is to be preserved, and with the
    /// associations that it owns.
    var deleteAddon: ServiceOperation {
        let service = self
        return onAddon("DeleteAddon", method: "DELETE") { authorized, scope, name in
            let isPreserved = authorized.call.input.boolean("preserve") ?? false
            let addon = try scope.addon(name, in: authorized.snapshot)
            let answer = service.answer(addon, scope, status: "DELETING", now: authorized.context.receivedAt)
            if !isPreserved, addon.failure == nil { try await service.addons.remove(addon) }
            try await service.directory.update { draft in
                let current = try scope.addon(name, in: draft.snapshot)
                for association in Self.associations(of: current, in: draft.snapshot) {
                    draft.remove(.podIdentityAssociations, key: association.key)
                }
                draft.remove(.addons, key: current.key)
            }
            return answer
        }
    }

    private func onAddon(
        _ name: String,
        method: String,
        isReadOnly: Bool = false,
        perform: @escaping @Sendable (AuthorizedCall, ClusterScope, String) async throws -> Answer
    ) -> ServiceOperation {
        let directory = directory
        return ServiceOperation(
            Operation(
                name,
                .eks,
                route: .rest(method: method, template: "/clusters/{name}/addons/{addonName}"),
                isReadOnly: isReadOnly,
                action: "eks:\(name)"
            ),
            prepare: { call in
                let scope = try ClusterScope(call)
                let addonName = call.input.string("addonName") ?? ""
                let known = directory.snapshot.addon(cluster: scope.clusterKey, name: addonName)
                let permission = Permission(
                    "eks:\(name)",
                    on: scope.addonARN(addonName, known?.id),
                    keys: Self.resourceTagKeys(known?.tags ?? [])
                )
                return (AccessPlan([.permission(permission)], audit: scope.audit), (scope, addonName))
            },
            perform: { authorized, target in try await perform(authorized, target.0, target.1) }
        )
    }
}
