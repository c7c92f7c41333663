import AWSProtocols
import AWSVocabulary
import Authorization
import Directory
import Store

extension IAMService {
    /// `DeletePolicy`: refused while it is attached, bounds somebody, or has more than its default version.
    var deletePolicy: ServiceOperation {
        operation("DeletePolicy") { reader, _ in
            ManagedPolicyRecord.readIdentifier(&reader)
        } access: { arn, view in
            view.target(ManagedPolicyRecord.self, arn)
        } perform: { arn, call in
            try await call.change { draft, view in
                let policy = try view.find(ManagedPolicyRecord.self, arn)
                let arn = policy.arn.description
                guard view.snapshot.attachmentCount(arn) == 0, view.snapshot.boundaryUsageCount(arn) == 0 else {
                    throw Words.policyInUse
                }
                guard policy.versions.count == 1 else { throw Words.versionsRemain }
                draft.remove(.managedPolicies, key: policy.key)
            }
            return nil
        }
    }
}
