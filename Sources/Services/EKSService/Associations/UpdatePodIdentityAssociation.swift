import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import IAMPolicy
import ServiceModel
import Store

extension EKSService {
    private struct Change: Sendable {
        let scope: ClusterScope
        let id: String
        let role: ARN?
        let target: ARN?
        let disablesTags: Bool?
        let policy: String?
        /// What an empty text takes away.
        let clearsTarget: Bool
        let clearsPolicy: Bool
        let token: String?
        let now: Timestamp
    }

    /// The condition keys that an association's tags give to a request on it.
    static func tagKeys(of association: PodIdentityAssociationRecord?) -> ContextKeys {
        var keys = ContextKeys()
        for tag in association?.tags ?? [] { keys["aws:ResourceTag/\(tag.key)"] = [tag.value] }
        return keys
    }

    /// Changes the roles, the session tags or the policy of an association; what is left out stays, and an empty target role or policy is taken
    /// away.
    var updatePodIdentityAssociation: ServiceOperation {
        let directory = directory
        return ServiceOperation(
            Operation(
                "UpdatePodIdentityAssociation",
                .eks,
                route: .rest(method: "POST", template: "/clusters/{name}/pod-identity-associations/{associationId}"),
                action: "eks:UpdatePodIdentityAssociation"
            ),
            prepare: { call in
                let change = try Self.change(call)
                let known = directory.snapshot.association(cluster: change.scope.clusterKey, id: change.id)
                var requirements: [AccessRequirement] = [
                    .permission(
                        Permission(
                            "eks:UpdatePodIdentityAssociation",
                            on: change.scope.associationARN(change.id),
                            keys: Self.tagKeys(of: known)
                        )
                    )
                ]
                if let role = change.role {
                    requirements.append(.permission(Self.passing(role, scope: change.scope)))
                }
                return (AccessPlan(requirements, audit: change.scope.audit), change)
            },
            perform: { _, change in
                let changed = try await directory.update { draft in try Self.apply(change, to: &draft) }
                return changed.answer(change.scope)
            }
        )
    }

    private static func change(_ call: Call) throws -> Change {
        let scope = try ClusterScope(call)
        var input = call.input
        let clearsTarget = input["targetRoleArn"] == .string("")
        let clearsPolicy = input["policy"] == .string("")
        if clearsTarget { input["targetRoleArn"] = nil }
        if clearsPolicy { input["policy"] = nil }
        var reader = ParameterReader(input)
        let change = Change(
            scope: scope,
            id: call.input.string("associationId") ?? "",
            role: reader.roleARN("roleArn"),
            target: reader.roleARN("targetRoleArn"),
            disablesTags: reader.boolean("disableSessionTags"),
            policy: reader.sessionPolicy("policy"),
            clearsTarget: clearsTarget,
            clearsPolicy: clearsPolicy,
            token: reader.string("clientRequestToken", length: 1...255),
            now: call.context.receivedAt
        )
        try reader.finishForEKS()
        return change
    }

    private static func apply(
        _ change: Change,
        to draft: inout DirectoryDraft
    ) throws -> PodIdentityAssociationRecord {
        let known = try change.scope.association(change.id, in: draft.snapshot)
        if let owner = known.ownerARN { throw Words.owned(by: owner) }
        var changed = known
        if let role = change.role {
            try RoleTrust.check(role, account: known.account, in: draft.snapshot)
            changed.roleARN = role.description
        }
        if change.clearsTarget { changed.targetRoleARN = nil }
        if change.clearsPolicy { changed.policy = nil }
        if let target = change.target { changed.targetRoleARN = target.description }
        if let disablesTags = change.disablesTags { changed.disablesSessionTags = disablesTags }
        if let policy = change.policy { changed.policy = policy }
        guard changed.policy == nil || changed.disablesSessionTags else { throw Words.policyWithTags }
        guard changed != known else {
            // A client whose first try was heard, though it did not hear the answer.
            if let token = change.token, token == known.updateRequestToken { return known }
            throw Words.unchanged(cluster: known.clusterName)
        }
        guard change.token == nil || change.token != known.updateRequestToken else { throw Words.tokenOfAnother }
        changed.updateRequestToken = change.token
        changed.modifiedAt = change.now
        draft.put(changed)
        return changed
    }
}
