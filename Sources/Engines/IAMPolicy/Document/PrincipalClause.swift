import AWSVocabulary

/// `Principal` or `NotPrincipal`.
struct PrincipalClause: Sendable {
    /// One principal that is named.
    enum Entry: Sendable, Hashable {
        case everyone
        /// Twelve digits; the account decides whom of its own it means.
        case account(String)
        case user(String)
        case role(String)
        case session(String)
        /// The unique id that remains of a deleted user or role; it means nobody.
        case deleted(String)
        case federated(String)
        case service(String)
        case canonicalUser(String)

        /// As explanations show it.
        var description: String {
            switch self {
            case .everyone: "*"
            case .account(let id): "arn:aws:iam::\(id):root"
            case .user(let text), .role(let text), .session(let text), .deleted(let text), .federated(let text),
                .service(let text), .canonicalUser(let text):
                text
            }
        }
    }

    let entries: [Entry]
    let isNegated: Bool

    /// How directly a principal is named; nil if it is not.
    func grant(to principal: Principal) -> PrincipalGrant? {
        guard !isNegated else { return isExempt(principal) ? nil : .everyone }
        return entries.compactMap { PrincipalGrant(of: $0, to: principal) }.max()
    }

    /// Whether `NotPrincipal` leaves a principal out: every level it belongs to must be listed.
    private func isExempt(_ principal: Principal) -> Bool {
        if entries.contains(.everyone) { return true }
        switch principal {
        case .anonymous: return false
        case .root(let account): return entries.contains(.account(account.description))
        case .user(let arn, let account):
            return entries.contains(.account(account.description)) && entries.contains(.user(arn.description))
        case .roleSession(let session, let role, let account):
            return entries.contains(.account(account.description)) && entries.contains(.role(role.description))
                && entries.contains(.session(session.description))
        case .federated(let provider, _): return entries.contains(.federated(provider))
        case .service(let name): return entries.contains(.service(name))
        }
    }
}

/// How directly a policy names a principal, the strongest last.
enum PrincipalGrant: Int, Sendable, Comparable {
    case everyone
    /// Its account, which delegates to the account's own policies.
    case account
    /// The role of the session.
    case role
    /// The user, the session, the provider or the service itself.
    case exact

    static func < (left: PrincipalGrant, right: PrincipalGrant) -> Bool { left.rawValue < right.rawValue }

    /// Nil if the entry does not mean the principal.
    init?(of entry: PrincipalClause.Entry, to principal: Principal) {
        switch (entry, principal) {
        case (.everyone, _): self = .everyone
        case (.account(let id), .root(let account)) where id == account.description: self = .exact
        case (.account(let id), .user(_, let account)), (.account(let id), .roleSession(_, _, let account)):
            guard id == account.description else { return nil }
            self = .account
        case (.user(let named), .user(let arn, _)) where named == arn.description: self = .exact
        case (.role(let named), .roleSession(_, let role, _)) where named == role.description: self = .role
        case (.session(let named), .roleSession(let session, _, _)) where named == session.description: self = .exact
        case (.federated(let named), .federated(let provider, _)) where named == provider: self = .exact
        case (.service(let named), .service(let name)) where named == name: self = .exact
        default: return nil
        }
    }
}
