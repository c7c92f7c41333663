import AWSProtocols
import Authorization
import Directory
import ServiceModel

extension OperatorService {
    /// Puts an operation together: `read` collects the parameters, `resource` names what `lanyard:<name>` must be
    /// allowed on, `perform` does it.
    func operation<Input: Sendable>(
        _ name: String,
        isReadOnly: Bool,
        read: @escaping @Sendable (inout ParameterReader) throws -> Input,
        resource: @escaping @Sendable (Input, CallScope) throws -> String,
        perform: @escaping @Sendable (Input, CallContext, CallScope) async throws -> Answer
    ) -> ServiceOperation {
        let action = "lanyard:\(name)"
        let directory = directory
        return ServiceOperation(
            Operation(name, .operator, isReadOnly: isReadOnly, action: action),
            prepare: { call in
                let scope = try CallScope(call.context, snapshot: directory.snapshot)
                var reader = ParameterReader(call.input)
                let input = try read(&reader)
                try reader.finish()
                return (.permission(action, on: try resource(input, scope)), input)
            },
            perform: { authorized, input in
                let scope = try CallScope(authorized.context, snapshot: authorized.snapshot)
                return try await perform(input, authorized.context, scope)
            }
        )
    }
}
