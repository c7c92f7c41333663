import AWSProtocols
import Authorization
import Store

extension IAMService {
    /// `GetPolicy`: one managed policy, the account's or AWS's, without its document.
    var getPolicy: ServiceOperation {
        operation("GetPolicy", isReadOnly: true) { reader, _ in
            ManagedPolicyRecord.readIdentifier(&reader)
        } access: { arn, view in
            view.target(ManagedPolicyRecord.self, arn)
        } perform: { arn, call in
            let policy = try call.view.usablePolicy(arn, else: Words.noPolicy)
            return ["Policy": .structure(PolicyShape.full(policy, in: call.view))]
        }
    }
}
