import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `ListPolicyVersions`: the versions without their documents, newest first.
    var listPolicyVersions: ServiceOperation {
        operation("ListPolicyVersions", isReadOnly: true) { reader, _ in
            (policy: ManagedPolicyRecord.readIdentifier(&reader), page: reader.page())
        } access: { input, view in
            view.target(ManagedPolicyRecord.self, input.policy)
        } perform: { input, call in
            let policy = try call.view.usablePolicy(input.policy, else: Words.noPolicy)
            let versions = Array(PolicyVersionShape.all(of: policy).enumerated())
            // The newest first, so places count from the top.
            return try input.page.page(of: versions) { String($0.offset + 100) }.output("Versions") {
                .structure($0.element)
            }
        }
    }
}
