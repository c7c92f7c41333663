import AWSProtocols
import Authorization
import Directory
import Store

extension IAMService {
    /// `DeleteInstanceProfile`: refused while it carries a role.
    var deleteInstanceProfile: ServiceOperation {
        operation("DeleteInstanceProfile") { reader, _ in
            InstanceProfileRecord.readIdentifier(&reader)
        } access: { name, view in
            view.target(InstanceProfileRecord.self, name)
        } perform: { name, call in
            try await call.change { draft, view in
                let profile = try view.find(InstanceProfileRecord.self, name)
                guard profile.roleName == nil else { throw Words.roleInProfile }
                draft.remove(.instanceProfiles, key: profile.key)
            }
            return nil
        }
    }
}
