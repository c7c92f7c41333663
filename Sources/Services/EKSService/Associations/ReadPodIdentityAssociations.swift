import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import ServiceModel
import Store

extension EKSService {
    private struct Page: Sendable {
        let scope: ClusterScope
        let namespace: String?
        let serviceAccount: String?
        let limit: Int
        let after: String?
    }

    /// Lists a cluster's associations, a page at a time.
    var listPodIdentityAssociations: ServiceOperation {
        ServiceOperation(
            Operation(
                "ListPodIdentityAssociations",
                .eks,
                route: .rest(method: "GET", template: "/clusters/{name}/pod-identity-associations"),
                isReadOnly: true,
                action: "eks:ListPodIdentityAssociations"
            ),
            prepare: { call in
                let scope = try ClusterScope(call)
                var reader = ParameterReader(call.input)
                let page = Page(
                    scope: scope,
                    namespace: reader.string("namespace"),
                    serviceAccount: reader.string("serviceAccount"),
                    limit: reader.integer("maxResults", range: 1...100) ?? 100,
                    after: try reader.pageToken()
                )
                try reader.finishForEKS()
                if let after = page.after, !after.contains("/") { throw Words.invalidToken }
                let plan = AccessPlan.permission(
                    "eks:ListPodIdentityAssociations",
                    on: scope.clusterARN,
                    audit: scope.audit
                )
                return (plan, page)
            },
            perform: { authorized, page in
                _ = try page.scope.cluster(in: authorized.snapshot)
                let (records, hasMore) = authorized.snapshot.associations(
                    cluster: page.scope.clusterKey,
                    namespace: page.namespace,
                    serviceAccount: page.serviceAccount,
                    after: page.after,
                    limit: page.limit
                )
                let last = hasMore ? records.last : nil
                return .output(
                    [
                        "associations": .list(records.map { .structure($0.summary) }),
                        "nextToken": last.map { .string(PageToken.after("\($0.namespace)/\($0.serviceAccount)")) },
                    ],
                    audit: page.scope.audit
                )
            }
        )
    }

    /// Tells everything of one association.
    var describePodIdentityAssociation: ServiceOperation {
        onAssociation("DescribePodIdentityAssociation", method: "GET", isReadOnly: true) { authorized, scope, id in
            try scope.association(id, in: authorized.snapshot).answer(scope)
        }
    }

    /// Ends an association; pods keep the credentials they have until those expire.
    var deletePodIdentityAssociation: ServiceOperation {
        let directory = directory
        return onAssociation("DeletePodIdentityAssociation", method: "DELETE") { _, scope, id in
            let removed = try await directory.update { draft in
                let association = try scope.association(id, in: draft.snapshot)
                if let owner = association.ownerARN { throw Words.owned(by: owner) }
                draft.remove(.podIdentityAssociations, key: association.key)
                return association
            }
            return removed.answer(scope)
        }
    }

    /// An operation on one association that needs no parameters but its id.
    private func onAssociation(
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
                route: .rest(method: method, template: "/clusters/{name}/pod-identity-associations/{associationId}"),
                isReadOnly: isReadOnly,
                action: "eks:\(name)"
            ),
            prepare: { call in
                let scope = try ClusterScope(call)
                let id = call.input.string("associationId") ?? ""
                let permission = Permission(
                    "eks:\(name)",
                    on: scope.associationARN(id),
                    keys: Self.tagKeys(of: directory.snapshot.association(cluster: scope.clusterKey, id: id))
                )
                return (AccessPlan([.permission(permission)], audit: scope.audit), (scope, id))
            },
            perform: { authorized, target in try await perform(authorized, target.0, target.1) }
        )
    }
}
