import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `GetInstanceProfile`: one instance profile with its role.
    var getInstanceProfile: ServiceOperation {
        operation("GetInstanceProfile", isReadOnly: true) { reader, _ in
            InstanceProfileRecord.readIdentifier(&reader)
        } access: { name, view in
            view.target(InstanceProfileRecord.self, name)
        } perform: { name, call in
            let profile = try call.view.find(InstanceProfileRecord.self, name)
            return ["InstanceProfile": .structure(InstanceProfileShape.of(profile, in: call.view, tagged: true))]
        }
    }
}
