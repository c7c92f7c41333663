package import Ambient
package import Authorization
package import Directory
package import IdentityTokens
package import RoleSessions
package import SessionCredentials

/// AWS's Security Token Service (version 2011-06-15): it says who somebody is, and gives temporary credentials.
///
/// Nothing is written to mint credentials: a session is its sealed token. Tokens of our own clusters' issuers are verified
/// from the state, those of others with the keys they publish.
package struct STSService: Service {
    let directory: Directory
    let mint: SessionMint
    let verifier: WebIdentityVerifier

    /// Makes the service; `sessions` is shared with whoever opens session tokens, so that both use one key ring.
    package init(
        directory: Directory,
        sessions: OpenedSessions,
        ids: IDSource,
        foreignKeys: ForeignIssuerKeys,
        objects: any BoundObjects
    ) {
        self.directory = directory
        mint = SessionMint(sessions: sessions, ids: ids)
        verifier = WebIdentityVerifier(ownKeys: OwnIssuerKeys(), foreignKeys: foreignKeys, objects: objects)
    }

    /// The keys whose signatures on a cluster's tokens are believed, the one that signs first: those to publish.
    package func verificationKeys(cluster key: String) -> [VerificationKey] {
        verifier.ownKeys.keys(cluster: key, in: directory.snapshot)
    }

    package var operations: [ServiceOperation] {
        [
            assumeRoleWithWebIdentity, assumeRole, getCallerIdentity, getSessionToken, getAccessKeyInfo,
            decodeAuthorizationMessage,
        ]
    }
}
