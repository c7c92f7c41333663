import AWSProtocols
import Authorization

extension IAMService {
    /// `ListRolePolicies` and `ListUserPolicies`.
    func listInlinePolicies<Holder: PolicyHolder>(_ name: String, _ kind: Holder.Type) -> ServiceOperation {
        operation(name, isReadOnly: true) { reader, _ in
            (holder: Holder.readIdentifier(&reader), page: reader.page())
        } access: { input, view in
            view.target(kind, input.holder)
        } perform: { input, call in
            let names = Array(try call.view.find(kind, input.holder).inlinePolicies.keys)
            return try input.page.page(of: names) { $0 }.output("PolicyNames") { .string($0) }
        }
    }
}
