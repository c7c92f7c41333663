import AWSProtocols
package import AWSVocabulary
package import Ambient
package import Directory
package import ServiceModel
package import SessionCredentials
package import Store

/// What a role session will be, all but its credentials.
package struct RoleSessionRequest: Sendable {
    package let role: RoleRecord
    package let account: AccountID
    package let sessionName: String
    /// Seconds asked for; nil if none were.
    package let duration: Int?
    package let policy: SessionPolicyParameters
    package let tags: SessionTags
    package let sourceIdentity: String?
    package var federation: Federation?
    package var pod: PodProvenance?
    package var isChained: Bool
    /// Whether a service of AWS takes the role, which the role's own maximum does not limit.
    package var isByService: Bool

    package init(
        role: RoleRecord,
        account: AccountID,
        sessionName: String,
        duration: Int?,
        policy: SessionPolicyParameters,
        tags: SessionTags,
        sourceIdentity: String?,
        federation: Federation? = nil,
        pod: PodProvenance? = nil,
        isChained: Bool = false,
        isByService: Bool = false
    ) {
        self.role = role
        self.account = account
        self.sessionName = sessionName
        self.duration = duration
        self.policy = policy
        self.tags = tags
        self.sourceIdentity = sourceIdentity
        self.federation = federation
        self.pod = pod
        self.isChained = isChained
        self.isByService = isByService
    }
}

/// A session of a user's own.
package struct UserSessionRequest: Sendable {
    package let user: UserCaller
    package let account: AccountID
    /// Seconds.
    package let duration: Int

    package init(user: UserCaller, account: AccountID, duration: Int) {
        self.user = user
        self.account = account
        self.duration = duration
    }
}

/// Makes temporary credentials.
package struct SessionMint: Sendable {
    package let sessions: OpenedSessions
    package let ids: IDSource

    package init(sessions: OpenedSessions, ids: IDSource) {
        self.sessions = sessions
        self.ids = ids
    }

    /// Checks what a session asks for beyond the role itself, and mints it.
    ///
    /// - Throws: `Fault` for its duration, its policies and its tags, in this order.
    package func mint(
        _ request: RoleSessionRequest,
        now: Timestamp,
        in snapshot: DirectorySnapshot
    ) throws -> RoleSession {
        let role = request.role
        let duration = try SessionLimits.duration(
            requested: request.duration,
            role: role,
            isChained: request.isChained,
            isByService: request.isByService
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
    package func mint(_ request: UserSessionRequest, now: Timestamp) throws -> MintedCredentials {
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
