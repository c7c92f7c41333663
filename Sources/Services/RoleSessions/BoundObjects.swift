package import AWSVocabulary
package import IdentityTokens
package import Store

/// Whether what a token is bound to — its service account, pod and node — is still there.
package enum TokenStanding: Sendable, Hashable {
    case exists
    /// Why the token no longer counts.
    case gone(reason: String)
    /// Why nobody can tell now; the token is then refused.
    case unknown(reason: String)
}

/// Knows the objects of clusters that tokens are bound to.
package protocol BoundObjects: Sendable {
    /// Says whether the objects that a verified token names still exist, and the token counts for the audience, one of its
    /// own, that it was presented to.
    func standing(
        of claims: TokenClaims,
        token: Secret,
        audience: String,
        in cluster: ClusterRecord
    ) async -> TokenStanding
}
