import AWSProtocols
import Authorization
import Directory

extension IAMService {
    /// `AttachRolePolicy` and `AttachUserPolicy`; attaching twice is once.
    func attachPolicy<Holder: PolicyHolder>(_ name: String, _ kind: Holder.Type) -> ServiceOperation {
        let limits = limits
        return operation(name) { reader, _ in
            (holder: Holder.readIdentifier(&reader), policy: reader.arn("PolicyArn"))
        } access: { input, view in
            view.holderTarget(kind, input.holder).policyARN(input.policy)
        } perform: { input, call in
            try await call.change(kind, input.holder) { holder, view in
                let policy = try view.usablePolicy(input.policy, else: Words.notAttachable)
                guard policy.isAttachable else { throw Words.serviceRolePolicy }
                guard !holder.attachedPolicies.contains(policy.arn) else { return }
                guard holder.attachedPolicies.count < limits.attachedPolicies else {
                    throw Words.quota(Holder.attachmentQuota, limits.attachedPolicies)
                }
                holder.attachedPolicies.append(policy.arn)
            }
            return nil
        }
    }
}
