import AWSProtocols
import Ambient
import Authorization
import Store

extension IAMService {
    /// `CreatePolicyVersion`: the next version; in force only if asked.
    var createPolicyVersion: ServiceOperation {
        let limits = limits
        return operation("CreatePolicyVersion") { reader, _ in
            (
                policy: ManagedPolicyRecord.readIdentifier(&reader),
                document: reader.document(),
                isDefault: reader.boolean("SetAsDefault") ?? false
            )
        } access: { input, view in
            view.target(ManagedPolicyRecord.self, input.policy)
        } perform: { input, call in
            try PolicyText.checkManaged(input.document, limits)
            let policy = try await call.change(ManagedPolicyRecord.self, input.policy) { policy, _ in
                guard policy.versions.count < limits.policyVersions else { throw Words.tooManyVersions }
                let number = policy.nextVersion
                policy.versions.append(
                    PolicyVersionRecord(number: number, document: input.document, createdAt: call.now)
                )
                policy.nextVersion = number + 1
                policy.updatedAt = call.now
                if input.isDefault { policy.defaultVersion = number }
            }
            let version = try policy.version(policy.nextVersion - 1)
            return ["PolicyVersion": .structure(PolicyVersionShape.listed(version, of: policy))]
        }
    }
}
