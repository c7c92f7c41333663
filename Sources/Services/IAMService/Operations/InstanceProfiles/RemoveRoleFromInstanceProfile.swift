import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `RemoveRoleFromInstanceProfile`: leaves the instance profile without a role.
    var removeRoleFromInstanceProfile: ServiceOperation {
        operation("RemoveRoleFromInstanceProfile") { reader, _ in
            (
                profile: InstanceProfileRecord.readIdentifier(&reader),
                role: RoleRecord.readIdentifier(&reader)
            )
        } access: { input, view in
            view.target(InstanceProfileRecord.self, input.profile)
        } perform: { input, call in
            try await call.change(InstanceProfileRecord.self, input.profile) { profile, _ in
                guard profile.roleName?.lowercased() == input.role.lowercased() else {
                    throw Words.noRole(input.role)
                }
                profile.roleName = nil
            }
            return nil
        }
    }
}
