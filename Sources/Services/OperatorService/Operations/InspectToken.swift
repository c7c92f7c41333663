import AWSProtocols
import Authorization
import JSONTree
import ServiceModel

extension OperatorService {
    /// Tells what a token holds, which key signed it, and whether it verifies or why not; never its signature.
    var inspectToken: ServiceOperation {
        let inspect = inspect
        return operation(
            "InspectToken",
            isReadOnly: true,
            read: { $0.token("token", atMost: 20_000) },
            resource: { _, _ in "*" },
            perform: { token, context, scope in
                let verdict = await inspect(token, scope.account, context.receivedAt)
                return .output(WireStructure(stored: verdict.object ?? JSONObject()))
            }
        )
    }
}
