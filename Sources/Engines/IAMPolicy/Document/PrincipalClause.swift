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
        case federatedUser(String)
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
            case .user(let text), .role(let text), .session(let text), .federatedUser(let text), .deleted(let text),
                .federated(let text), .service(let text), .canonicalUser(let text):
                text
            }
        }

        /// The member of `Principal` that it stands in.
        var type: String {
            switch self {
            case .everyone, .account, .user, .role, .session, .federatedUser, .deleted: "AWS"
            case .federated: "Federated"
            case .service: "Service"
            case .canonicalUser: "CanonicalUser"
            }
        }
    }

    let entries: [Entry]
    let isNegated: Bool

    /// How directly a principal is named; nil if it is not.
    func grant(to principal: PrincipalNames) -> PrincipalGrant? {
        guard !isNegated else { return isExempt(principal) ? nil : .everyone }
        var strongest: PrincipalGrant?
        for index in entries.indices {
            guard let grant = principal.grant(entries[index]) else { continue }
            if strongest.map({ $0 < grant }) ?? true { strongest = grant }
        }
        return strongest
    }

    /// Whether `NotPrincipal` leaves a principal out: every level it belongs to must be listed.
    private func isExempt(_ principal: PrincipalNames) -> Bool {
        entries.contains(.everyone) || (!principal.levels.isEmpty && principal.levels.allSatisfy(entries.contains))
    }
}

/// How directly a policy names a principal, the strongest last.
enum PrincipalGrant: UInt8, Sendable, Comparable {
    case everyone
    /// Its account, which delegates to the account's own policies.
    case account
    /// The role of the session.
    case role
    /// The user, the session, the provider or the service itself.
    case exact

    static func < (left: PrincipalGrant, right: PrincipalGrant) -> Bool { left.rawValue < right.rawValue }
}

/// The names that a principal goes by, written out once a request.
struct PrincipalNames: Sendable {
    /// From the widest to the principal itself.
    let levels: [PrincipalClause.Entry]

    init(_ principal: Principal) {
        switch principal {
        case .anonymous: levels = []
        case .root(let account): levels = [.account(account.description)]
        case .user(let arn, let account): levels = [.account(account.description), .user(arn.description)]
        case .role(let arn, let account): levels = [.account(account.description), .role(arn.description)]
        case .roleSession(let session, let role, let account):
            levels = [.account(account.description), .role(role.description), .session(session.description)]
        case .federatedUser(let arn, let account):
            levels = [.account(account.description), .federatedUser(arn.description)]
        case .federated(let provider, _): levels = [.federated(provider)]
        case .service(let name): levels = [.service(name)]
        }
    }

    /// Nil if the entry does not mean the principal.
    func grant(_ entry: PrincipalClause.Entry) -> PrincipalGrant? {
        if case .everyone = entry { return .everyone }
        for index in levels.indices where levels[index] == entry {
            switch entry {
            // A role is never called by its own name, only by its sessions'.
            case .role: return .role
            case .account: return levels.count == 1 ? .exact : .account
            default: return .exact
            }
        }
        return nil
    }
}
