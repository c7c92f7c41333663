import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import IAMPolicy
import ServiceModel
import Store

extension EKSService {
    private struct Creation: Sendable {
        let scope: ClusterScope
        let role: ARN
        let record: PodIdentityAssociationRecord
    }

    /// Gives the pods of a service account a role.
    var createPodIdentityAssociation: ServiceOperation {
        let (directory, ids) = (directory, ids)
        return ServiceOperation(
            Operation(
                "CreatePodIdentityAssociation",
                .eks,
                route: .rest(method: "POST", template: "/clusters/{name}/pod-identity-associations"),
                action: "eks:CreatePodIdentityAssociation"
            ),
            prepare: { call in
                let creation = try Self.creation(call, ids: ids)
                return (Self.plan(creation, in: directory.snapshot), creation)
            },
            perform: { authorized, creation in
                let made = try await directory.update { draft in
                    try Self.create(creation, in: &draft)
                }
                return made.answer(creation.scope)
            }
        )
    }

    private static func creation(_ call: Call, ids: IDSource) throws -> Creation {
        let scope = try ClusterScope(call)
        var reader = ParameterReader(call.input)
        let namespace = reader.requiredString("namespace", length: 1...63)
        let serviceAccount = reader.requiredString("serviceAccount", length: 1...253)
        let role = reader.roleARN("roleArn")
        if call.input["roleArn"] == nil { reader.noteMissing("roleArn") }
        let target = reader.roleARN("targetRoleArn")
        let disablesTags = reader.boolean("disableSessionTags") ?? false
        let policy = reader.sessionPolicy("policy")
        let token = reader.string("clientRequestToken", length: 1...255)
        let tags = reader.tags(from: call.input) ?? []
        try reader.finishForEKS()
        guard let role else { throw Words.noSuchRole }
        for (text, name) in [(namespace, "namespace"), (serviceAccount, "serviceAccount")] where text.contains("/") {
            throw Words.invalidParameter("\(name) must not contain a slash.")
        }
        guard policy == nil || disablesTags else { throw Words.policyWithTags }
        let record = PodIdentityAssociationRecord(
            account: scope.account,
            region: scope.region,
            clusterName: scope.clusterName,
            namespace: namespace,
            serviceAccount: serviceAccount,
            id: "a-" + ids.lowerAlphanumerics(17),
            roleARN: role.description,
            targetRoleARN: target?.description,
            disablesSessionTags: disablesTags,
            policy: policy,
            clientRequestToken: token,
            createdAt: call.context.receivedAt,
            modifiedAt: call.context.receivedAt,
            tags: tags
        )
        return Creation(scope: scope, role: role, record: record)
    }

    private static func plan(_ creation: Creation, in snapshot: DirectorySnapshot) -> AccessPlan {
        var keys = ContextKeys()
        for tag in creation.record.tags { keys["aws:RequestTag/\(tag.key)"] = [tag.value] }
        if !creation.record.tags.isEmpty {
            keys.set("aws:TagKeys", multivalued: creation.record.tags.map(\.key))
        }
        for tag in snapshot.cluster(key: creation.scope.clusterKey)?.tags ?? [] {
            keys["aws:ResourceTag/\(tag.key)"] = [tag.value]
        }
        return AccessPlan(
            [
                .permission(
                    Permission("eks:CreatePodIdentityAssociation", on: creation.scope.clusterARN, keys: keys)
                ),
                .permission(passing(creation.role, scope: creation.scope)),
            ],
            audit: creation.scope.audit
        )
    }

    /// The permission to hand a role to EKS Pod Identity.
    static func passing(_ role: ARN, scope: ClusterScope) -> Permission {
        var keys = ContextKeys()
        keys["iam:PassedToService"] = [RoleTrust.service]
        keys["iam:AssociatedResourceArn"] = [scope.clusterARN]
        return Permission("iam:PassRole", on: role.description, keys: keys)
    }

    private static func create(
        _ creation: Creation,
        in draft: inout DirectoryDraft
    ) throws -> PodIdentityAssociationRecord {
        let record = creation.record
        let snapshot = draft.snapshot
        _ = try creation.scope.cluster(in: snapshot)
        let known = snapshot.association(
            cluster: record.clusterKey,
            namespace: record.namespace,
            serviceAccount: record.serviceAccount
        )
        if let known {
            // A client that tries again with its token gets what its first try made.
            guard let token = record.clientRequestToken, known.clientRequestToken == token else {
                throw Words.associationExists(known.id, cluster: record.clusterName)
            }
            guard known.roleARN == record.roleARN, known.targetRoleARN == record.targetRoleARN,
                known.disablesSessionTags == record.disablesSessionTags, known.policy == record.policy
            else { throw Words.tokenOfAnother }
            return known
        }
        try RoleTrust.check(creation.role, account: record.account, in: snapshot)
        guard snapshot.associationCount(cluster: record.clusterKey) < Words.associationsPerCluster else {
            throw Words.tooManyAssociations
        }
        draft.put(record)
        return record
    }
}
