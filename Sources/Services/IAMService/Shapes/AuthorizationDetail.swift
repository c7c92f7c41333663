import AWSProtocols
import AWSVocabulary
import Directory
import Store

/// One entry of `GetAccountAuthorizationDetails`.
enum AuthorizationDetail: Sendable {
    case user(UserRecord)
    case role(RoleRecord)
    case policy(ManagedPolicyEntry)

    /// Everything of the kinds that are wanted; an empty set wants all.
    static func all(in view: AccountView, kinds: Set<String>) -> [AuthorizationDetail] {
        let (snapshot, account) = (view.snapshot, view.account)
        func wants(_ kind: String) -> Bool { kinds.isEmpty || kinds.contains(kind) }
        var details: [AuthorizationDetail] = []
        if wants("User") { details += snapshot.users(account: account).map { .user($0.record) } }
        if wants("Role") { details += snapshot.roles(account: account).map { .role($0.record) } }
        if wants("LocalManagedPolicy") { details += snapshot.customerPolicies(account: account).map { .policy($0) } }
        if wants("AWSManagedPolicy") {
            details += view.awsPolicies.filter { policy in
                snapshot.attachmentCount(policy.arn) > 0 || snapshot.boundaryUsageCount(policy.arn) > 0
            }.map { .policy($0) }
        }
        return details
    }

    var order: String {
        switch self {
        case .user(let user): "1 \(user.name)"
        case .role(let role): "2 \(role.name)"
        case .policy(let policy): "3 \(PolicyOrder.key(policy.arn))"
        }
    }

    func user(in view: AccountView) -> WireValue? {
        guard case .user(let user) = self else { return nil }
        var shape = UserShape.full(user)
        shape["Tags"] = TagShape.list(user.tags)
        shape["GroupList"] = .list([])
        shape["UserPolicyList"] = Self.inlinePolicies(of: user)
        shape["AttachedManagedPolicies"] = .list(user.attachedPolicies.map(AttachmentShape.of))
        return .structure(shape)
    }

    func role(in view: AccountView) -> WireValue? {
        guard case .role(let role) = self else { return nil }
        var shape = RoleShape.full(role)
        shape["Description"] = nil
        shape["MaxSessionDuration"] = nil
        shape["Tags"] = TagShape.list(role.tags)
        shape["InstanceProfileList"] = .list(
            view.profiles(holding: role).map { .structure(InstanceProfileShape.of($0, in: view, tagged: false)) }
        )
        shape["RolePolicyList"] = Self.inlinePolicies(of: role)
        shape["AttachedManagedPolicies"] = .list(role.attachedPolicies.map(AttachmentShape.of))
        return .structure(shape)
    }

    func policy(in view: AccountView) throws(Fault) -> WireValue? {
        guard case .policy(let policy) = self else { return nil }
        var shape = PolicyShape.full(policy, in: view)
        shape["Tags"] = nil
        var versions: [WireValue] = []
        for id in PolicyVersionShape.ids(of: policy) {
            versions.append(.structure(try PolicyVersionShape.withDocument(id, of: policy)))
        }
        shape["PolicyVersionList"] = .list(versions)
        return .structure(shape)
    }

    private static func inlinePolicies(of holder: some PolicyHolder) -> WireValue {
        .list(
            holder.inlinePolicies.sorted { $0.key < $1.key }.map { name, document in
                .structure(["PolicyName": .string(name), "PolicyDocument": PolicyText.encoded(document)])
            }
        )
    }
}
