package import Ambient
package import Authorization
package import Directory
package import IdentityTokens
package import RoleSessions
package import SessionCredentials

/// Amazon EKS Auth (version 2023-11-26): a node's agent trades a pod's token for the credentials of the associated role.
package struct EKSAuthService: Service {
    let directory: Directory
    let mint: SessionMint
    let keys: ClusterKeys
    let objects: any BoundObjects
    let sightings = NodeSightings()

    /// Makes the service; `sessions` is shared with whoever opens session tokens, so that both use one key ring.
    package init(
        directory: Directory,
        sessions: OpenedSessions,
        ids: IDSource,
        foreignKeys: ForeignIssuerKeys,
        objects: any BoundObjects
    ) {
        self.directory = directory
        keys = ClusterKeys(own: OwnIssuerKeys(), foreign: foreignKeys)
        mint = SessionMint(sessions: sessions, ids: ids)
        self.objects = objects
    }

    package var operations: [ServiceOperation] { [assumeRoleForPodIdentity] }
}
