import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import ServiceModel
import SessionCredentials
import Store

/// What a role session will be, all but its credentials.
struct RoleSessionRequest: Sendable {
    let role: RoleRecord
    let account: AccountID
    let sessionName: String
    /// Seconds asked for; nil if none were.
    let duration: Int?
    let policy: SessionPolicyParameters
    let tags: SessionTags
    let sourceIdentity: String?
    var federation: Federation?
    var pod: PodProvenance?
    var isChained = false
}

/// A session of a user's own.
struct UserSessionRequest: Sendable {
    let user: UserCaller
    let account: AccountID
    /// Seconds.
    let duration: Int
}

/// Makes temporary credentials.
struct SessionMint: Sendable {
    let sessions: OpenedSessions
    let ids: IDSource

    /// Checks what a session asks for beyond the role itself, and mints it.
    ///
    /// - Throws: `Fault` for its duration, its policies and its tags, in this order.
    func mint(_ request: RoleSessionRequest, now: Timestamp, in snapshot: DirectorySnapshot) throws -> RoleSession {
        let role = request.role
        let duration = try SessionLimits.duration(
            requested: request.duration,
            role: role,
            isChained: request.isChained
        )
        if !request.policy.isEmpty { try request.policy.check(account: request.account, in: snapshot) }
        let packedSize = try PackedSize.percent(policy: request.policy, tags: request.tags)
        let claims = SessionClaims(
            accessKeyID: ids.accessKeyID(.temporaryKey, account: request.account),
            account: role.account,
            principal: .role(id: role.id, name: role.name, path: role.path),
            sessionName: request.sessionName,
            issuedAt: now,
            expiresAt: now.adding(seconds: duration),
            sessionPolicy: request.policy.document,
            sessionPolicyARNs: request.policy.arns,
            tags: request.tags.tags,
            transitiveTagKeys: request.tags.transitiveKeys,
            sourceIdentity: request.sourceIdentity,
            federation: request.federation,
            isChained: request.isChained,
            pod: request.pod
        )
        return RoleSession(
            credentials: try sessions.sealer.seal(claims),
            role: role,
            sessionName: request.sessionName,
            packedSize: packedSize,
            sourceIdentity: request.sourceIdentity
        )
    }

    /// Mints credentials of a user's own.
    ///
    /// - Throws: what sealing throws, which no input can cause.
    func mint(_ request: UserSessionRequest, now: Timestamp) throws -> MintedCredentials {
        let user = request.user
        return try sessions.sealer.seal(
            SessionClaims(
                accessKeyID: ids.accessKeyID(.temporaryKey, account: request.account),
                account: user.account,
                principal: .user(id: user.id, name: user.name, path: user.path),
                sessionName: user.name,
                issuedAt: now,
                expiresAt: now.adding(seconds: Int64(request.duration))
            )
        )
    }
}
