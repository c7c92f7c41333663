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
    /// Issues a service account's token as the cluster's API server would.
    var createServiceAccountToken: ServiceOperation {
        let service = self
        return operation(
            "CreateServiceAccountToken",
            isReadOnly: false,
            read: { reader throws(Fault) in try TokenRequest(from: &reader) },
            resource: { request, scope in try scope.cluster(request.clusterName).arn.description },
            perform: { request, context, scope in
                try await service.issue(request, cluster: scope.cluster(request.clusterName), now: context.receivedAt)
            }
        )
    }

    private func issue(_ request: TokenRequest, cluster: ClusterRecord, now: Timestamp) async throws -> Answer {
        let active = directory.snapshot.signingKeys(cluster: cluster.key).first { $0.state == .active }
        guard let active, let key = try issuingKeys.key(of: active) else { throw Words.noActiveKey(cluster.name) }
        let subject = try await subjects(request.namespace, request.serviceAccount, request.boundPod, cluster)
        let content = ServiceAccountToken(
            issuer: cluster.issuer,
            audiences: request.audiences.isEmpty ? [cluster.issuer] : request.audiences,
            namespace: request.namespace,
            serviceAccount: subject.serviceAccount,
            pod: subject.pod,
            node: subject.node,
            issuedAt: now,
            lifetime: request.duration,
            id: ids.uuid()
        )
        let token = try content.signed(with: key)
        return .output(
            [
                "token": .string(token.exposed), "expiration": .timestamp(content.expiresAt),
                "issuer": .string(content.issuer), "subject": .string(content.subject),
                "audiences": .list(content.audiences.map { .string($0) }),
                "keyId": .string(key.id.description), "tokenId": .string(content.id),
            ],
            audit: AuditDetails(
                responseElements: [
                    "subject": .string(content.subject), "tokenId": .string(content.id),
                    "keyId": .string(key.id.description), "expiration": .string(content.expiresAt.rfc3339),
                ],
                resources: [AuditDetails.Resource(type: "AWS::EKS::Cluster", name: cluster.arn.description)]
            )
        )
    }
}
