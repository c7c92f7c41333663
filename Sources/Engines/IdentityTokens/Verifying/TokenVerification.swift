package import Ambient
import Foundation

/// The checks of a token, one by one, so that a service can make them in the order its API promises.
package enum TokenVerification {
    /// How far `nbf` and `iat` may lie ahead, for clocks that differ a little; `exp` gets nothing.
    package static let leeway: Int64 = 5

    /// The audience that counts: `azp` if there is one, or else the first that is wanted.
    ///
    /// - Throws: `TokenRejection.wrongAudience`.
    package static func audience(of claims: TokenClaims, wanted: [String]) throws(TokenRejection) -> String {
        let seen = claims.authorizedParty.map { [$0] } ?? claims.audiences
        guard let audience = seen.first(where: wanted.contains) else {
            throw .wrongAudience(wanted: wanted, seen: seen)
        }
        return audience
    }

    /// The key a token names; never another.
    ///
    /// - Throws: `TokenRejection.unknownKey`.
    package static func key(of token: UnverifiedToken, in keys: KeySet) throws(TokenRejection) -> VerificationKey {
        guard let id = token.keyID, let key = keys.key(id) else {
            throw .unknownKey(id: token.keyID?.description, known: keys.keys.map(\.id.description))
        }
        return key
    }

    /// Checks the signature, with an algorithm that the key allows.
    ///
    /// - Throws: `TokenRejection.wrongAlgorithm` or `.wrongSignature`.
    package static func checkSignature(of token: UnverifiedToken, with key: VerificationKey) throws(TokenRejection) {
        guard let algorithm = SignatureAlgorithm(rawValue: token.algorithm), key.algorithms.contains(algorithm) else {
            throw .wrongAlgorithm(seen: token.algorithm, allowed: key.algorithms.map(\.rawValue))
        }
        guard key.accepts(signature: token.signature, of: token.signingInput, algorithm: algorithm) else {
            throw .wrongSignature
        }
    }

    /// Checks `exp`, `nbf` and `iat`.
    ///
    /// - Throws: `TokenRejection.expired` or `.notYetValid`.
    package static func checkTimes(of claims: TokenClaims, now: Timestamp) throws(TokenRejection) {
        guard now < claims.expiresAt else { throw .expired(at: claims.expiresAt, now: now) }
        let latest = now.adding(seconds: leeway)
        if let notBefore = claims.notBefore, notBefore > latest {
            throw .notYetValid(claim: "nbf", time: notBefore, now: now)
        }
        guard claims.issuedAt <= latest else { throw .notYetValid(claim: "iat", time: claims.issuedAt, now: now) }
    }

    /// How long ago the token of a web identity may have been issued, however long its issuer lets it live; seconds.
    package static let longestAge: Int64 = 86_400

    /// Checks that `iat` is not longer ago than that.
    ///
    /// - Throws: `TokenRejection.tooOld`.
    package static func checkAge(of claims: TokenClaims, now: Timestamp) throws(TokenRejection) {
        guard now.seconds - claims.issuedAt.seconds <= longestAge else {
            throw .tooOld(issuedAt: claims.issuedAt, now: now)
        }
    }
}
