package import AWSVocabulary
package import Ambient

/// Everything a set of temporary credentials stands for; sealed into its session token, kept nowhere else.
package struct SessionClaims: Hashable, Sendable {
    /// `ASIA` and 16 more.
    package var accessKeyID: String
    /// Twelve digits.
    package var account: String
    package var principal: SessionPrincipal
    package var sessionName: String
    package var issuedAt: Timestamp
    package var expiresAt: Timestamp
    /// An inline session policy as it was passed.
    package var sessionPolicy: String?
    package var sessionPolicyARNs: [String]
    package var tags: [Tag]
    /// Keys of tags that follow the session into the roles it takes.
    package var transitiveTagKeys: [String]
    package var sourceIdentity: String?
    package var federation: Federation?
    /// Whether another role's session made this one, which limits how long the next may live.
    package var isChained: Bool
    package var pod: PodProvenance?

    package init(
        accessKeyID: String,
        account: String,
        principal: SessionPrincipal,
        sessionName: String,
        issuedAt: Timestamp,
        expiresAt: Timestamp,
        sessionPolicy: String? = nil,
        sessionPolicyARNs: [String] = [],
        tags: [Tag] = [],
        transitiveTagKeys: [String] = [],
        sourceIdentity: String? = nil,
        federation: Federation? = nil,
        isChained: Bool = false,
        pod: PodProvenance? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.account = account
        self.principal = principal
        self.sessionName = sessionName
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.sessionPolicy = sessionPolicy
        self.sessionPolicyARNs = sessionPolicyARNs
        self.tags = tags
        self.transitiveTagKeys = transitiveTagKeys
        self.sourceIdentity = sourceIdentity
        self.federation = federation
        self.isChained = isChained
        self.pod = pod
    }
}

/// Whose permissions a session has.
package enum SessionPrincipal: Hashable, Sendable {
    /// The unique id tells a role from another made later under the same name.
    case role(id: String, name: String, path: String)
    case user(id: String, name: String, path: String)
}

/// The token that a session was given for.
package struct Federation: Hashable, Sendable {
    package var providerARN: String
    package var issuer: String
    package var subject: String
    package var audience: String

    package init(providerARN: String, issuer: String, subject: String, audience: String) {
        self.providerARN = providerARN
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
    }
}

/// The pod whose token a session was given for.
package struct PodProvenance: Hashable, Sendable {
    package var namespace: String
    package var serviceAccount: String
    package var podName: String?
    package var podUID: String?
    package var nodeName: String?
    /// The token's `jti`.
    package var tokenID: String?

    package init(
        namespace: String,
        serviceAccount: String,
        podName: String? = nil,
        podUID: String? = nil,
        nodeName: String? = nil,
        tokenID: String? = nil
    ) {
        self.namespace = namespace
        self.serviceAccount = serviceAccount
        self.podName = podName
        self.podUID = podUID
        self.nodeName = nodeName
        self.tokenID = tokenID
    }
}
