import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import IAMPolicy
import IdentityTokens
import JSONTree
import RoleSessions
import ServiceModel
import Store

/// The exchange of a verified token: what it asks for and what must be allowed.
struct WebIdentityExchange: Sendable {
    static let action = "sts:AssumeRoleWithWebIdentity"

    let parameters: AssumeParameters
    let target: RoleTarget
    /// Nil if there is no such role.
    let role: RoleEntry?
    let identity: WebIdentity
    let audit: AuditDetails

    /// The trust policy must allow the exchange, and the tags and the source identity if there are any.
    var plan: AccessPlan {
        var actions = [Self.action]
        if !identity.tags.isEmpty { actions.append("sts:TagSession") }
        if identity.sourceIdentity != nil { actions.append("sts:SetSourceIdentity") }
        let keys = keys
        let facts = identity.facts
        return AccessPlan(
            actions.map { action in
                .trust(
                    Trust(
                        action,
                        roleARN: target.arn,
                        role: role,
                        principal: .federated(
                            provider: identity.providerARN,
                            account: AccountID(identity.provider.account)
                        ),
                        keys: keys,
                        facts: facts
                    )
                )
            },
            audit: audit
        )
    }

    private var keys: ContextKeys {
        var keys = identity.keys
        keys.set(WebIdentityKeys.sessionName, parameters.sessionName)
        if let duration = parameters.duration { keys.set(WebIdentityKeys.duration, String(duration)) }
        if let sourceIdentity = identity.sourceIdentity { keys.set(WebIdentityKeys.sourceIdentity, sourceIdentity) }
        identity.tags.add(to: &keys)
        return keys
    }

    /// The session of the role, which exists.
    func request(_ role: RoleRecord) -> RoleSessionRequest {
        RoleSessionRequest(
            role: role,
            account: target.account,
            sessionName: parameters.sessionName,
            duration: parameters.duration,
            policy: parameters.policy,
            tags: identity.tags,
            sourceIdentity: identity.sourceIdentity,
            federation: identity.federation,
            pod: identity.pod
        )
    }

    func answer(_ session: RoleSession) -> Answer {
        var output = session.output
        output["SubjectFromWebIdentityToken"] = .string(identity.claims.subject)
        output["Audience"] = .string(identity.audience)
        output["Provider"] = .string(identity.providerARN)
        var response = session.audited
        response["subjectFromWebIdentityToken"] = .string(identity.claims.subject)
        response["audience"] = .string(identity.audience)
        response["provider"] = .string(identity.providerARN)
        var audit = audit
        audit.responseElements = .object(response)
        return .output(output, audit: audit)
    }
}
