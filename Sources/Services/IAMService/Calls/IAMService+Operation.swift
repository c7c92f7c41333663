import AWSProtocols
import Ambient
import Authorization
import Directory
import ServiceModel

extension IAMService {
    /// Puts an operation together from its three parts.
    ///
    /// `read` collects the parameters and every violation among them; `access` names what `iam:<name>` must be allowed
    /// on; `perform` answers the output members, or nil if the operation has none.
    func operation<Input: Sendable>(
        _ name: String,
        isReadOnly: Bool = false,
        read: @escaping @Sendable (inout ParameterReader, CallContext) throws -> Input,
        access: @escaping @Sendable (Input, AccountView) throws -> AccessTarget,
        perform: @escaping @Sendable (Input, AllowedCall) async throws -> WireStructure?
    ) -> ServiceOperation {
        let action = "iam:\(name)"
        let (directory, clock) = (directory, clock)
        return ServiceOperation(
            Operation(name, .iam, isReadOnly: isReadOnly, action: action),
            prepare: { call in
                let account = try Self.account(of: call.context)
                var reader = ParameterReader(call.input)
                let input = try read(&reader, call.context)
                try reader.finish()
                let target = try access(input, AccountView(directory.snapshot, account: account))
                return (target.plan(action: action), Prepared(input: input, target: target))
            },
            perform: { authorized, prepared in
                let account = try Self.account(of: authorized.context)
                let allowed = AllowedCall(
                    context: authorized.context,
                    view: AccountView(authorized.snapshot, account: account),
                    now: clock.now,
                    directory: directory
                )
                let output = try await perform(prepared.input, allowed)
                var audit = prepared.target.audit
                if !isReadOnly { audit.responseElements = output.map(AuditedOutput.json) }
                return .output(output, audit: audit)
            }
        )
    }

    private static func account(of context: CallContext) throws(Fault) -> String {
        guard let account = context.caller.account else { throw Fault(.missingAuthentication) }
        return account
    }
}

/// What the first step of an operation hands to the second.
private struct Prepared<Input: Sendable>: Sendable {
    let input: Input
    let target: AccessTarget
}
