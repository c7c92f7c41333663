import AWSProtocols
import IdentityTokens
import KubernetesAPI
import KubernetesService
import Store

/// What operators' tokens are bound to, in the embedded cluster.
struct EmbeddedTokenSubjects: Sendable {
    let cluster: ClusterRecord
    let kubernetes: KubernetesService

    /// - Throws: `Fault` for a cluster that is not the embedded one, and for what its API refuses.
    @Sendable func subject(
        namespace: String,
        serviceAccount: String,
        pod: String?,
        cluster: ClusterRecord
    ) async throws -> TokenSubject {
        guard cluster.key == self.cluster.key else {
            throw Fault(
                "InvalidRequestException",
                status: 400,
                "The tokens of cluster \(cluster.name) are made by its own API server, not here."
            )
        }
        do {
            return try await kubernetes.tokenSubject(namespace: namespace, serviceAccount: serviceAccount, pod: pod)
        } catch let error as APIError {
            throw Fault("ValidationException", status: 400, error.message)
        }
    }
}
