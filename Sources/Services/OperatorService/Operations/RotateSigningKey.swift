import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import IdentityTokens
import JSONTree
import ServiceModel
import Store

extension OperatorService {
    /// Makes a new key that signs a cluster's tokens from now on; older ones go on verifying until they are retired.
    var rotateSigningKey: ServiceOperation {
        let (directory, random) = (directory, ids.random)
        return operation(
            "RotateSigningKey",
            isReadOnly: false,
            read: { $0.clusterName() },
            resource: { name, scope in try scope.cluster(name).arn.description },
            perform: { name, context, scope in
                let cluster = try scope.cluster(name)
                let isSeeded = scope.snapshot.instance?.seed != nil
                // Made before it is the writer's turn, because it takes long.
                let key = try SigningKey.generate(random: random, isSeeded: isSeeded)
                let record = SigningKeyRecord(
                    id: key.id.description,
                    clusterKey: cluster.key,
                    privateKey: key.stored,
                    state: .active,
                    createdAt: context.receivedAt
                )
                let records = try await directory.update { draft in
                    let before = draft.snapshot.signingKeys(cluster: cluster.key)
                    var ring = SigningKeyRing(before)
                    ring.rotate(to: record.id, now: context.receivedAt)
                    ring.write(before, to: &draft)
                    draft.put(record)
                    return draft.snapshot.signingKeys(cluster: cluster.key)
                }
                var output = SigningKeyShape.list(records, cluster: cluster)
                output["keyId"] = .string(record.id)
                return .output(output, audit: AuditDetails(responseElements: ["keyId": .string(record.id)]))
            }
        )
    }
}
