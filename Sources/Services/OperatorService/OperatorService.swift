package import AWSVocabulary
package import Ambient
package import AuditTrail
package import Authorization
package import Directory
package import IdentityTokens
package import JSONTree
package import SessionCredentials
package import Store

/// Lanyard's own operations, for those who run it: tokens, keys and the reasons of decisions.
///
/// They are signed, authorized (`lanyard:<Operation>`) and audited like all others.
package struct OperatorService: Service {
    /// Judges a token as an exchange in an account would, at a time: one object.
    package typealias TokenInspection =
        @Sendable (_ token: String, _ account: AccountID, _ now: Timestamp) async -> JSON

    /// Finds what a token is to be bound to, and makes what is not there yet; the pod is nil for tokens of none.
    ///
    /// Throws a `Fault` for the caller.
    package typealias TokenSubjects =
        @Sendable (
            _ namespace: String, _ serviceAccount: String, _ pod: String?, _ cluster: ClusterRecord
        ) async throws -> TokenSubject

    let directory: Directory
    let trail: AuditTrail
    let ids: IDSource
    let issuingKeys: IssuingKeys
    let sessionKeys: SessionKeyRotation
    let inspect: TokenInspection
    let subjects: TokenSubjects

    /// Makes the service; `sessions` is shared with whoever opens session tokens, so that both use one key ring.
    package init(
        directory: Directory,
        trail: AuditTrail,
        ids: IDSource,
        sessions: OpenedSessions,
        inspect: @escaping TokenInspection,
        subjects: @escaping TokenSubjects
    ) {
        self.directory = directory
        self.trail = trail
        self.ids = ids
        self.inspect = inspect
        self.subjects = subjects
        issuingKeys = IssuingKeys()
        sessionKeys = SessionKeyRotation(directory: directory, sessions: sessions, random: ids.random)
    }

    package var operations: [ServiceOperation] {
        [
            createServiceAccountToken, inspectToken, listSigningKeys, rotateSigningKey, retireSigningKey,
            rotateSessionKeys, getExplanation,
        ]
    }
}
