import AWSProtocols
import Authorization
import IAMPolicy
import Store

extension IAMService {
    /// `AddRoleToInstanceProfile`: at most one role; the caller must be allowed to pass it to EC2.
    var addRoleToInstanceProfile: ServiceOperation {
        operation("AddRoleToInstanceProfile") { reader, _ in
            (
                profile: InstanceProfileRecord.readIdentifier(&reader),
                role: RoleRecord.readIdentifier(&reader)
            )
        } access: { input, view in
            let role = view.target(RoleRecord.self, input.role)
            var keys = role.keys
            keys["iam:PassedToService"] = ["ec2.amazonaws.com"]
            return view.target(InstanceProfileRecord.self, input.profile)
                .also("iam:PassRole", on: role.resource, keys: keys)
        } perform: { input, call in
            try await call.change(InstanceProfileRecord.self, input.profile) { profile, view in
                let role = try view.find(RoleRecord.self, input.role)
                guard profile.roleName == nil else { throw Words.quota("InstanceSessionsPerInstanceProfile", 1) }
                profile.roleName = role.name
            }
            return nil
        }
    }
}
