import AWSVocabulary
import IdentityTokens
import KubernetesService
import RoleSessions
import Store

/// The objects that tokens are bound to, as the embedded cluster has them now.
struct EmbeddedObjects: BoundObjects {
    let cluster: ClusterRecord
    let objects: BoundObjectStanding

    func standing(
        of claims: TokenClaims,
        token: Secret,
        audience: String,
        in cluster: ClusterRecord
    ) async -> TokenStanding {
        guard cluster.key == self.cluster.key else {
            return .unknown(reason: "nobody here can ask the API server of cluster \(cluster.name)")
        }
        guard let bound = claims.kubernetes, bound.serviceAccountUID != nil else {
            return .gone(reason: "the token is not bound to a service account by its uid")
        }
        switch objects.standing(of: bound) {
        case .exists: return .exists
        case .gone(let reason): return .gone(reason: reason)
        }
    }
}
