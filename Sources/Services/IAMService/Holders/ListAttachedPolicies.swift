import AWSProtocols
import AWSVocabulary
import Authorization

extension IAMService {
    /// `ListAttachedRolePolicies` and `ListAttachedUserPolicies`.
    func listAttachedPolicies<Holder: PolicyHolder>(_ name: String, _ kind: Holder.Type) -> ServiceOperation {
        operation(name, isReadOnly: true) { reader, _ in
            (holder: Holder.readIdentifier(&reader), prefix: reader.pathPrefix(), page: reader.page())
        } access: { input, view in
            view.target(kind, input.holder)
        } perform: { input, call in
            let attached = try call.view.find(kind, input.holder).attachedPolicies.filter { arn in
                ARN(arn)?.resource.hasPrefix("policy" + input.prefix) ?? false
            }
            return try input.page.page(of: attached, key: PolicyOrder.key).output("AttachedPolicies") {
                AttachmentShape.of($0)
            }
        }
    }
}
