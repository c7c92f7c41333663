import AWSProtocols
import AWSVocabulary
import Directory
import IAMPolicy
import ServiceModel
import SessionCredentials
import Store

/// The caller as policies see it: its principal, its policies and its tags, as they are now.
struct CallerStanding: Sendable {
    let principal: Principal
    let account: AccountID?
    let policies: PolicySet
    let tags: [Tag]
    /// The role's or user's ARN; nil for anonymous callers.
    let entityARN: String?

    /// The standing of somebody without policies, such as a federated caller before it holds a role.
    static let nobody = CallerStanding(
        principal: .anonymous,
        account: nil,
        policies: PolicySet(),
        tags: [],
        entityARN: nil
    )

    /// Finds the caller in the state.
    ///
    /// - Throws: `Fault` if its user or role is gone, or was made anew under the same name.
    init(_ caller: Caller, in snapshot: DirectorySnapshot, sessionPolicies: SessionPolicies) throws {
        switch caller {
        case .anonymous: self = .nobody
        case .user(let user):
            self = try CallerStanding.user(named: user.name, id: user.id, account: user.account, in: snapshot)
        case .session(let session):
            switch session.claims.principal {
            case .user(let id, let name, _):
                self = try CallerStanding.user(named: name, id: id, account: session.claims.account, in: snapshot)
            case .role(let id, let name, _):
                self = try CallerStanding.role(
                    named: name,
                    id: id,
                    claims: session.claims,
                    in: snapshot,
                    sessionPolicies: sessionPolicies
                )
            }
        }
    }

    private init(principal: Principal, account: AccountID?, policies: PolicySet, tags: [Tag], entityARN: String?) {
        self.principal = principal
        self.account = account
        self.policies = policies
        self.tags = tags
        self.entityARN = entityARN
    }

    private static func user(
        named name: String,
        id: String,
        account: String,
        in snapshot: DirectorySnapshot
    ) throws -> CallerStanding {
        guard let entry = snapshot.user(name, account: account), entry.record.id == id, let number = AccountID(account)
        else {
            throw Fault(.unknownCredentials, log: "user \(name) (\(id)) no longer exists")
        }
        let permissions = snapshot.permissions(of: entry)
        return CallerStanding(
            principal: .user(arn: entry.record.arn, account: number),
            account: number,
            policies: PolicySet(identity: permissions.identity, boundary: permissions.boundary),
            tags: entry.record.tags,
            entityARN: entry.record.arn.description
        )
    }

    private static func role(
        named name: String,
        id: String,
        claims: SessionClaims,
        in snapshot: DirectorySnapshot,
        sessionPolicies: SessionPolicies
    ) throws -> CallerStanding {
        guard let entry = snapshot.role(name, account: claims.account), entry.record.id == id,
            let number = AccountID(claims.account)
        else {
            throw Fault(.unknownCredentials, log: "role \(name) (\(id)) no longer exists")
        }
        let permissions = snapshot.permissions(of: entry)
        var tags = claims.tags
        // A session's own tag wins over the role's of the same key, whatever its case.
        let taken = Set(tags.map { $0.key.lowercased() })
        tags += entry.record.tags.filter { !taken.contains($0.key.lowercased()) }
        return CallerStanding(
            principal: .roleSession(
                session: .assumedRole(name: entry.record.name, session: claims.sessionName, account: number),
                role: entry.record.arn,
                account: number
            ),
            account: number,
            policies: PolicySet(
                identity: permissions.identity,
                boundary: permissions.boundary,
                session: sessionPolicies.policies(of: claims, in: snapshot)
            ),
            tags: tags,
            entityARN: entry.record.arn.description
        )
    }
}
