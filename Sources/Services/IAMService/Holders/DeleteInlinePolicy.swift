import AWSProtocols
import Authorization

extension IAMService {
    /// `DeleteRolePolicy` and `DeleteUserPolicy`.
    func deleteInlinePolicy<Holder: PolicyHolder>(_ name: String, _ kind: Holder.Type) -> ServiceOperation {
        operation(name) { reader, _ in
            (holder: Holder.readIdentifier(&reader), policy: reader.name("PolicyName", atMost: 128))
        } access: { input, view in
            view.holderTarget(kind, input.holder)
        } perform: { input, call in
            try await call.change(kind, input.holder) { holder, _ in
                // Throws if it is not there.
                _ = try holder.inlinePolicy(input.policy)
                holder.inlinePolicies[input.policy] = nil
            }
            return nil
        }
    }
}
