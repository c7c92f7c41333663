import AWSProtocols
import Authorization

extension IAMService {
    /// `GetRolePolicy` and `GetUserPolicy`; `member` is the output member that names the role or user.
    func getInlinePolicy<Holder: PolicyHolder>(
        _ name: String,
        _ kind: Holder.Type,
        member: String
    ) -> ServiceOperation {
        operation(name, isReadOnly: true) { reader, _ in
            (holder: Holder.readIdentifier(&reader), policy: reader.name("PolicyName", atMost: 128))
        } access: { input, view in
            view.target(kind, input.holder)
        } perform: { input, call in
            let holder = try call.view.find(kind, input.holder)
            return [
                member: .string(holder.name),
                "PolicyName": .string(input.policy),
                "PolicyDocument": PolicyText.encoded(try holder.inlinePolicy(input.policy)),
            ]
        }
    }
}
