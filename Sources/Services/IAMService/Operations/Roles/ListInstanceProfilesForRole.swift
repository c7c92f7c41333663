import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `ListInstanceProfilesForRole`: the instance profiles that carry a role.
    var listInstanceProfilesForRole: ServiceOperation {
        operation("ListInstanceProfilesForRole", isReadOnly: true) { reader, _ in
            (role: RoleRecord.readIdentifier(&reader), page: reader.page())
        } access: { input, view in
            view.target(RoleRecord.self, input.role)
        } perform: { input, call in
            let profiles = call.view.profiles(holding: try call.view.find(RoleRecord.self, input.role))
            return try input.page.page(of: profiles, key: \.name).output("InstanceProfiles") {
                .structure(InstanceProfileShape.of($0, in: call.view, tagged: false))
            }
        }
    }
}
