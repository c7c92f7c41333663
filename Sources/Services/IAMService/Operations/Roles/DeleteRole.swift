import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `DeleteRole`: refused while policies or instance profiles hang on the role.
    var deleteRole: ServiceOperation {
        operation("DeleteRole") { reader, _ in
            RoleRecord.readIdentifier(&reader)
        } access: { name, view in
            view.target(RoleRecord.self, name)
        } perform: { name, call in
            try await call.change { draft, view in
                let role = try view.find(RoleRecord.self, name)
                guard view.profiles(holding: role).isEmpty else { throw Words.roleInProfile }
                guard role.attachedPolicies.isEmpty else { throw Words.policiesAttached }
                guard role.inlinePolicies.isEmpty else { throw Words.policiesInline }
                draft.remove(.roles, key: role.key)
                PrincipalReplacement(deleted: role).apply(to: &draft, account: view.account)
            }
            return nil
        }
    }
}
