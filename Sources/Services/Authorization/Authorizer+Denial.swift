import AWSProtocols
import AWSVocabulary
import IAMPolicy
import ServiceModel

extension Authorizer {
    /// AWS's words for the caller, everything for the operator.
    func denial(
        of requirement: AccessRequirement,
        decisions: [Decision],
        call: Call,
        audit: AuditDetails
    ) -> ExplainedFault {
        let operation = call.operation
        let caller = call.context.caller
        var words = Self.words(for: requirement, decision: decisions.last, operation: operation, caller: caller)
        if let message = message(about: requirement, decision: decisions.last, call: call) {
            words += " Encoded authorization failure message: \(message)"
        }
        let fault = Fault(.accessDenied, words)
        return ExplainedFault(fault, audit: audit) {
            Decision.explanation(of: decisions, operation: operation, caller: caller, isFull: true)
        }
    }

    /// The sealed reasons that EC2's and STS's denials carry for signed callers.
    ///
    /// Those of a role in another account are its owner's, and are left out.
    private func message(about requirement: AccessRequirement, decision: Decision?, call: Call) -> String? {
        guard call.operation.dialect == .ec2 || call.operation.dialect == .sts,
            case .verdict(let verdict)? = decision?.basis
        else { return nil }
        if case .trust(let trust) = requirement {
            guard trust.principal == nil, trust.roleARN.account == call.context.caller.account ?? "" else { return nil }
        }
        return messages.message(of: verdict, for: call.context.caller)
    }

    private static func words(
        for requirement: AccessRequirement,
        decision: Decision?,
        operation: Operation,
        caller: Caller
    ) -> String {
        let callerARN = caller.arn ?? "anonymous"
        switch requirement {
        case .trust(let trust):
            if let refusal = trust.refusal { return refusal }
            // An unsigned caller is told nothing about the role, not even whether it exists.
            guard trust.principal == nil else { return "Not authorized to perform \(trust.action)" }
            return "User: \(callerARN) is not authorized to perform: \(trust.action) on resource: \(trust.roleARN)"
        case .permission(let permission):
            guard case .verdict(let verdict)? = decision?.basis else {
                return "User: \(callerARN) is not authorized to perform: \(permission.action)"
            }
            let sentence = verdict.denialSentence(callerARN: callerARN)
            guard operation.dialect == .ec2 else { return sentence }
            return "You are not authorized to perform this operation. \(sentence)"
        }
    }
}
