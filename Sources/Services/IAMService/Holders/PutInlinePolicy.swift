import AWSProtocols
import Authorization
import IAMPolicy

extension IAMService {
    /// `PutRolePolicy` and `PutUserPolicy`.
    func putInlinePolicy<Holder: PolicyHolder>(_ name: String, _ kind: Holder.Type) -> ServiceOperation {
        let limits = limits
        return operation(name) { reader, _ in
            InlinePolicy(
                holder: Holder.readIdentifier(&reader),
                name: reader.name("PolicyName", atMost: 128),
                document: reader.document()
            )
        } access: { input, view in
            view.holderTarget(kind, input.holder)
        } perform: { input, call in
            try PolicyText.parse(input.document, .identity)
            try await call.change(kind, input.holder) { holder, _ in
                holder.inlinePolicies[input.name] = input.document
                let size = holder.inlinePolicies.values.reduce(0) { $0 + PolicyText.countedSize($1) }
                let limit = Holder.inlineSize(limits)
                guard size <= limit else { throw Words.inlineSize(limit, of: Holder.noun, holder.name) }
            }
            return nil
        }
    }
}

private struct InlinePolicy: Sendable {
    let holder: String
    let name: String
    let document: String
}
