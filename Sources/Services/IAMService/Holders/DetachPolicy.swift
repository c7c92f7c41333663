import AWSProtocols
import AWSVocabulary
import Authorization

extension IAMService {
    /// `DetachRolePolicy` and `DetachUserPolicy`.
    func detachPolicy<Holder: PolicyHolder>(_ name: String, _ kind: Holder.Type) -> ServiceOperation {
        operation(name) { reader, _ in
            (holder: Holder.readIdentifier(&reader), policy: reader.arn("PolicyArn"))
        } access: { input, view in
            view.holderTarget(kind, input.holder).policyARN(input.policy)
        } perform: { input, call in
            try await call.change(kind, input.holder) { holder, _ in
                guard ARN(input.policy) != nil else { throw Words.invalidARN(input.policy) }
                guard let index = holder.attachedPolicies.firstIndex(of: input.policy) else {
                    throw Words.noPolicy(input.policy)
                }
                holder.attachedPolicies.remove(at: index)
            }
            return nil
        }
    }
}
