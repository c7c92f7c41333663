import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import ServiceModel
import Store

extension EKSService {
    /// Forgets a registered cluster with its associations and add-ons; what runs there runs on.
    var deleteCluster: ServiceOperation {
        let directory = directory
        return ServiceOperation(
            Operation(
                "DeleteCluster",
                .eks,
                route: .rest(method: "DELETE", template: "/clusters/{name}"),
                action: "eks:DeleteCluster"
            ),
            prepare: { call in
                let scope = try ClusterScope(call)
                return (Self.clusterPlan("eks:DeleteCluster", scope, in: directory.snapshot), scope)
            },
            perform: { _, scope in
                let removed = try await directory.update { draft in try Self.delete(scope, in: &draft) }
                let shape = shape(of: removed, status: "DELETING")
                return .output(["cluster": .structure(shape.members)], audit: scope.audit)
            }
        )
    }

    private static func delete(_ scope: ClusterScope, in draft: inout DirectoryDraft) throws -> ClusterRecord {
        let cluster = try scope.cluster(in: draft.snapshot)
        guard cluster.isRegistered, cluster.key != draft.snapshot.ownCluster?.key else {
            throw Words.ownCluster(cluster.name)
        }
        guard cluster.settings?.deletionProtection != true else { throw Words.protected(cluster.name) }
        let associations = draft.snapshot.associations(
            cluster: cluster.key,
            namespace: nil,
            serviceAccount: nil,
            after: nil,
            limit: .max
        ).page
        for association in associations { draft.remove(.podIdentityAssociations, key: association.key) }
        for addon in draft.snapshot.addons(cluster: cluster.key) { draft.remove(.addons, key: addon.key) }
        draft.remove(.clusters, key: cluster.key)
        return cluster
    }

    /// One permission on a cluster, with the keys of its tags.
    static func clusterPlan(_ action: String, _ scope: ClusterScope, in snapshot: DirectorySnapshot) -> AccessPlan {
        .permission(
            action,
            on: scope.clusterARN,
            keys: resourceTagKeys(snapshot.cluster(key: scope.clusterKey)?.tags ?? []),
            audit: scope.audit
        )
    }
}
