import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import Store

extension IAMService {
    /// `ListEntitiesForPolicy`: the roles and users that a managed policy is attached to, or bounds.
    var listEntitiesForPolicy: ServiceOperation {
        operation("ListEntitiesForPolicy", isReadOnly: true) { reader, _ in
            EntityFilter(&reader)
        } access: { filter, view in
            view.target(ManagedPolicyRecord.self, filter.policy)
        } perform: { filter, call in
            let policy = try call.view.usablePolicy(filter.policy, else: Words.noPolicy)
            let page = try filter.page.page(of: filter.entities(of: policy.arn, in: call.view), key: \.order)
            var output: WireStructure = [
                "PolicyGroups": .list([]),
                "PolicyRoles": .list(page.items.filter { $0.kind == .role }.map { $0.shape("Role") }),
                "PolicyUsers": .list(page.items.filter { $0.kind == .user }.map { $0.shape("User") }),
            ]
            output.addPaging(page)
            return output
        }
    }
}

private struct EntityFilter: Sendable {
    let policy: String
    let kind: String?
    let usage: String?
    let prefix: String
    let page: PageRequest

    init(_ reader: inout ParameterReader) {
        policy = ManagedPolicyRecord.readIdentifier(&reader)
        kind = reader.enumeration(
            "EntityFilter",
            values: ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"]
        )
        usage = reader.enumeration("PolicyUsageFilter", values: ["PermissionsPolicy", "PermissionsBoundary"])
        prefix = reader.pathPrefix()
        page = reader.page()
    }

    func entities(of arn: String, in view: AccountView) -> [PolicyEntity] {
        var found: [PolicyEntity] = []
        if kind == nil || kind == "Role" {
            let roles = view.snapshot.roles(account: view.account).map(\.record)
            found += roles.filter { admits($0, arn) }.map { PolicyEntity(kind: .role, name: $0.name, id: $0.id) }
        }
        if kind == nil || kind == "User" {
            let users = view.snapshot.users(account: view.account).map(\.record)
            found += users.filter { admits($0, arn) }.map { PolicyEntity(kind: .user, name: $0.name, id: $0.id) }
        }
        return found
    }

    private func admits(_ holder: some PolicyHolder, _ arn: String) -> Bool {
        guard holder.path.hasPrefix(prefix) else { return false }
        let isAttached = usage != "PermissionsBoundary" && holder.attachedPolicies.contains(arn)
        return isAttached || (usage != "PermissionsPolicy" && holder.permissionsBoundary == arn)
    }
}

private struct PolicyEntity: Sendable {
    enum Kind: String {
        case role
        case user
    }

    let kind: Kind
    let name: String
    let id: String

    var order: String { "\(kind.rawValue) \(name)" }

    func shape(_ prefix: String) -> WireValue {
        .structure(["\(prefix)Name": .string(name), "\(prefix)Id": .string(id)])
    }
}
