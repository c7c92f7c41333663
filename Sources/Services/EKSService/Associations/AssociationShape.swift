import AWSProtocols
import AWSVocabulary
import ServiceModel
import Store

extension PodIdentityAssociationRecord {
    /// The association as EKS describes it.
    var shape: WireStructure {
        [
            "clusterName": .string(clusterName), "namespace": .string(namespace),
            "serviceAccount": .string(serviceAccount), "roleArn": .string(roleARN),
            "associationArn": .string(arn.description), "associationId": .string(id),
            "tags": .map(WireStructure(tags.map { ($0.key, .string($0.value)) })),
            "createdAt": .timestamp(createdAt), "modifiedAt": .timestamp(modifiedAt),
            "ownerArn": ownerARN.map { .string($0) }, "disableSessionTags": .boolean(disablesSessionTags),
            "targetRoleArn": targetRoleARN.map { .string($0) }, "externalId": externalID.map { .string($0) },
            "policy": policy.map { .string($0) },
        ]
    }

    /// The association as lists show it.
    var summary: WireStructure {
        [
            "clusterName": .string(clusterName), "namespace": .string(namespace),
            "serviceAccount": .string(serviceAccount), "associationArn": .string(arn.description),
            "associationId": .string(id), "ownerArn": ownerARN.map { .string($0) },
        ]
    }

    /// An answer of the whole association.
    func answer(_ scope: ClusterScope) -> Answer {
        .output(["association": .structure(shape)], audit: scope.audit)
    }
}
