import AWSProtocols
import Ambient
import Authorization
import Store

extension IAMService {
    /// `SetDefaultPolicyVersion`: puts a version in force, wherever the policy is attached.
    var setDefaultPolicyVersion: ServiceOperation {
        operation("SetDefaultPolicyVersion") { reader, _ in
            (policy: ManagedPolicyRecord.readIdentifier(&reader), version: reader.versionID())
        } access: { input, view in
            view.target(ManagedPolicyRecord.self, input.policy)
        } perform: { input, call in
            try await call.change(ManagedPolicyRecord.self, input.policy) { policy, _ in
                policy.defaultVersion = try policy.version(input.version).number
                policy.updatedAt = call.now
            }
            return nil
        }
    }
}
