import AWSProtocols
import RoleSessions
import ServiceModel
import SessionCredentials

/// What a caller's own session hands on to the next.
struct RoleChain: Sendable {
    /// Whether a role's session calls.
    let isChained: Bool
    let tags: SessionTags
    let sourceIdentity: String?

    init(_ caller: Caller) {
        guard case .session(let session) = caller, case .role = session.claims.principal else {
            isChained = false
            tags = .none
            sourceIdentity = nil
            return
        }
        isChained = true
        tags = SessionTags(inheritedFrom: session.claims)
        sourceIdentity = session.claims.sourceIdentity
    }

    /// The source identity of the next session, which no link of a chain can change.
    ///
    /// - Throws: `ValidationError` for one that differs.
    func sourceIdentity(requested: String?) throws(Fault) -> String? {
        guard let sourceIdentity else { return requested }
        guard requested == nil || requested == sourceIdentity else { throw Words.sourceIdentityChanged }
        return sourceIdentity
    }
}
