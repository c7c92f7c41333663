import AWSVocabulary
import IAMPolicy

/// Whoever a path ends with: a session of a role, or a user.
struct SimulatedCaller: Sendable {
    let principal: Principal
    /// The condition keys that the caller gives to each call.
    let keys: ContextKeys
    let policies: PolicySet
    /// The policies that no file has, for people.
    let unknown: [String]

    init(_ session: SimulatedSession, in estate: Estate) {
        principal = session.principal
        keys = session.keys
        (policies, unknown) = estate.policies(of: session.role)
    }

    /// A user with an access key.
    init(_ user: UserExport, account: AccountID, in estate: Estate) {
        principal = .user(arn: user.arn, account: account)
        var keys = ContextKeys()
        keys["aws:PrincipalArn"] = [user.arn.description]
        keys["aws:PrincipalAccount"] = [user.arn.account]
        keys["aws:PrincipalType"] = ["User"]
        keys["aws:PrincipalIsAWSService"] = ["false"]
        keys["aws:ViaAWSService"] = ["false"]
        keys["aws:username"] = [String(user.arn.resourceName)]
        if let id = user.uniqueID { keys["aws:userid"] = [id] }
        for tag in user.tags { keys["aws:PrincipalTag/\(tag.key)"] = [tag.value] }
        self.keys = keys
        (policies, unknown) = estate.policies(ofUser: user)
    }
}

/// Who has identity policies and perhaps a boundary.
protocol PermissionHolder {
    var arn: ARN { get }
    var inline: [AttachedPolicy] { get }
    var attached: [String]? { get }
    var boundary: String? { get }
}

extension RoleExport: PermissionHolder {}
extension UserExport: PermissionHolder {}

extension Estate {
    /// The policies that permit a role's sessions or a user something, and those that no file has.
    func policies(of holder: some PermissionHolder) -> (policies: PolicySet, unknown: [String]) {
        var set = PolicySet(identity: holder.inline)
        var unknown: [String] = []
        for arn in holder.attached ?? [] {
            if let policy = policies[arn] { set.identity.append(policy) } else { unknown.append(arn) }
        }
        if holder.attached == nil {
            unknown.append("the policies of \(holder.arn.resourceName), which its file leaves out")
        }
        if let boundary = holder.boundary {
            if let policy = policies[boundary] {
                set.boundary = policy
            } else {
                unknown.append("the permissions boundary \(boundary)")
                set.boundary = AttachedPolicy(name: boundary, document: .allowingNothing(kind: .boundary))
            }
        }
        return (set, unknown)
    }
    /// Those of a user and of its groups.
    func policies(ofUser user: UserExport) -> (policies: PolicySet, unknown: [String]) {
        var (set, unknown) = policies(of: user)
        for name in user.groups {
            guard let group = groups[Self.groupKey(name, account: user.arn.account)] else {
                unknown.append("the policies of the group \(name)")
                continue
            }
            set.identity += group.inline
            for arn in group.attached {
                if let policy = policies[arn] { set.identity.append(policy) } else { unknown.append(arn) }
            }
        }
        return (set, unknown)
    }
}
