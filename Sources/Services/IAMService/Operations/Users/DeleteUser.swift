import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `DeleteUser`: refused while policies or access keys hang on the user.
    var deleteUser: ServiceOperation {
        operation("DeleteUser") { reader, _ in
            UserRecord.readIdentifier(&reader)
        } access: { name, view in
            view.target(UserRecord.self, name)
        } perform: { name, call in
            try await call.change { draft, view in
                let user = try view.find(UserRecord.self, name)
                guard view.snapshot.accessKeys(ofUser: user.name, account: view.account).isEmpty else {
                    throw Words.accessKeysRemain
                }
                guard user.attachedPolicies.isEmpty else { throw Words.policiesAttached }
                guard user.inlinePolicies.isEmpty else { throw Words.policiesInline }
                draft.remove(.users, key: user.key)
                PrincipalReplacement(deleted: user).apply(to: &draft, account: view.account)
            }
            return nil
        }
    }
}
