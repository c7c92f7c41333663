import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `GetPolicyVersion`: one version with its document; of AWS's policies only the one in force is known.
    var getPolicyVersion: ServiceOperation {
        operation("GetPolicyVersion", isReadOnly: true) { reader, _ in
            (policy: ManagedPolicyRecord.readIdentifier(&reader), version: reader.versionID())
        } access: { input, view in
            view.target(ManagedPolicyRecord.self, input.policy)
        } perform: { input, call in
            let policy = try call.view.usablePolicy(input.policy, else: Words.noPolicy)
            return ["PolicyVersion": .structure(try PolicyVersionShape.withDocument(input.version, of: policy))]
        }
    }
}
