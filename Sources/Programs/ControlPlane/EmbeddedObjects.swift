import IdentityTokens
import KubernetesService
import RoleSessions
import Store

/// The objects that tokens are bound to, as the embedded cluster has them now.
struct EmbeddedObjects: BoundObjects {
    let cluster: ClusterRecord
    let objects: BoundObjectStanding

    func standing(of claims: TokenClaims, in cluster: ClusterRecord) async -> TokenStanding {
        guard cluster.key == self.cluster.key else {
            return .unknown(reason: "nobody here can ask the API server of cluster \(cluster.name)")
        }
        guard let bound = claims.kubernetes, let uid = bound.serviceAccountUID else {
            return .gone(reason: "the token is not bound to a service account by its uid")
        }
        let standing = objects.standing(
            namespace: bound.namespace,
            serviceAccount: bound.serviceAccountName,
            uid: uid,
            pod: bound.podName,
            podUID: bound.podUID,
            node: bound.nodeName
        )
        switch standing {
        case .exists: return .exists
        case .gone(let reason): return .gone(reason: reason)
        }
    }
}
