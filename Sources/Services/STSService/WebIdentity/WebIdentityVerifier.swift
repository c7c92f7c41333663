import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import IdentityTokens
import RoleSessions
import Store

/// Verifies the tokens of web identities, steps 3 to 12 of the exchange in their order.
struct WebIdentityVerifier: Sendable {
    let ownKeys: OwnIssuerKeys
    let foreignKeys: ForeignIssuerKeys
    let objects: any BoundObjects

    /// Believes a token, or says which step it fails at.
    ///
    /// - Throws: `TokenRefusal`.
    func verify(
        _ text: String,
        account: AccountID,
        now: Timestamp,
        in snapshot: DirectorySnapshot
    ) async throws(TokenRefusal) -> WebIdentity {
        var seen = TokenSightings(account: account)
        let token: UnverifiedToken
        do throws(TokenRejection) { token = try UnverifiedToken(parsing: text) } catch {
            throw TokenRefusal(.rejected(error), seen: seen)
        }
        let claims = token.claims
        seen.token = token
        guard let provider = snapshot.oidcProvider(issuer: claims.issuer, account: account.description) else {
            throw TokenRefusal(.noProvider, seen: seen)
        }
        seen.provider = provider
        do throws(TokenRejection) {
            let audience = try TokenVerification.audience(of: claims, wanted: provider.clientIDs)
            let (key, connection) = try await key(of: token, provider: provider, in: snapshot)
            try TokenVerification.checkSignature(of: token, with: key)
            try TokenVerification.checkTimes(of: claims, now: now)
            try TokenVerification.checkAge(of: claims, now: now)
            try await checkStanding(of: claims, token: Secret(text), audience: audience, in: snapshot)
            return WebIdentity(
                claims: claims,
                provider: provider,
                audience: audience,
                keyID: key.id,
                connection: connection,
                tags: try SessionTags(claims),
                sourceIdentity: try Self.sourceIdentity(claims)
            )
        } catch {
            throw TokenRefusal(.rejected(error), seen: seen)
        }
    }

    /// Our own clusters' tokens end with what they are bound to; what happens to others, their issuers keep to themselves.
    private func checkStanding(
        of claims: TokenClaims,
        token: Secret,
        audience: String,
        in snapshot: DirectorySnapshot
    ) async throws(TokenRejection) {
        guard let cluster = snapshot.cluster(issuer: claims.issuer) else { return }
        switch await objects.standing(of: claims, token: token, audience: audience, in: cluster) {
        case .exists: return
        case .gone(let reason): throw .boundObjectGone(reason: reason)
        case .unknown(let reason): throw .boundObjectUnknown(reason: reason)
        }
    }

    private static func sourceIdentity(_ claims: TokenClaims) throws(TokenRejection) -> String? {
        guard let text = claims.sourceIdentity else { return nil }
        guard (2...64).contains(text.utf8.count), TextPattern.roleSessionName.allows(text) else {
            throw .malformedClaim(
                "https://aws.amazon.com/source_identity",
                reason: "it is not 2 to 64 letters, digits and `_+=,.@-`"
            )
        }
        return text
    }

    /// The key a token names: our own issuers' from the state, others' from where they publish them.
    ///
    /// - Throws: `TokenRejection` of the kinds `unknownKey`, `keysUnavailable` and `untrustedCertificate`.
    func key(
        of token: UnverifiedToken,
        provider: OIDCProviderRecord,
        in snapshot: DirectorySnapshot
    ) async throws(TokenRejection) -> (VerificationKey, FetchedDocument.Verification?) {
        let issuer = token.claims.issuer
        if let cluster = snapshot.cluster(issuer: issuer) {
            return (try ownKeys.key(of: token, cluster: cluster, in: snapshot), nil)
        }
        let fetched = try await foreignKeys.keys(
            issuer: issuer,
            thumbprints: provider.thumbprints,
            wanted: token.keyID
        )
        return (try TokenVerification.key(of: token, in: fetched.keys), fetched.verification)
    }
}
