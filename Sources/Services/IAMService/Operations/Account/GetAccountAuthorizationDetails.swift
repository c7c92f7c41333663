import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import Store

extension IAMService {
    /// `GetAccountAuthorizationDetails`: users, roles and policies with everything that permits them something.
    ///
    /// Without a filter AWS's policies are those in use, as AWS answers.
    var getAccountAuthorizationDetails: ServiceOperation {
        operation("GetAccountAuthorizationDetails", isReadOnly: true) { reader, _ in
            (
                kinds: reader.entityKinds(),
                page: reader.page()
            )
        } access: { _, _ in
            AccessTarget("*")
        } perform: { input, call in
            let details = AuthorizationDetail.all(in: call.view, kinds: Set(input.kinds))
            let page = try input.page.page(of: details, key: \.order)
            var output: WireStructure = [
                "UserDetailList": .list(page.items.compactMap { $0.user(in: call.view) }),
                "GroupDetailList": .list([]),
                "RoleDetailList": .list(page.items.compactMap { $0.role(in: call.view) }),
                "Policies": .list(try page.items.compactMap { try $0.policy(in: call.view) }),
            ]
            output.addPaging(page)
            return output
        }
    }
}

extension ParameterReader {
    /// What the answer is narrowed to; nothing for everything.
    fileprivate mutating func entityKinds() -> [String] {
        let known = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"]
        let kinds = strings("Filter") ?? []
        for (index, kind) in kinds.enumerated() where !known.contains(kind) {
            note(
                value: kind,
                at: "filter.\(index + 1).member",
                constraint: "Member must satisfy enum value set: [\(known.joined(separator: ", "))]"
            )
        }
        return kinds
    }
}
