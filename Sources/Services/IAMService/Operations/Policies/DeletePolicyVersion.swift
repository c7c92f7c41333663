import AWSProtocols
import Ambient
import Authorization
import Store

extension IAMService {
    /// `DeletePolicyVersion`: any but the one in force.
    var deletePolicyVersion: ServiceOperation {
        operation("DeletePolicyVersion") { reader, _ in
            (policy: ManagedPolicyRecord.readIdentifier(&reader), version: reader.versionID())
        } access: { input, view in
            view.target(ManagedPolicyRecord.self, input.policy)
        } perform: { input, call in
            try await call.change(ManagedPolicyRecord.self, input.policy) { policy, _ in
                let version = try policy.version(input.version)
                guard version.number != policy.defaultVersion else { throw Words.defaultVersion }
                policy.versions.removeAll { $0.number == version.number }
                policy.updatedAt = call.now
            }
            return nil
        }
    }
}
