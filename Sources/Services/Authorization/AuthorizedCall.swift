package import Directory
import IAMPolicy
package import JSONTree
package import ServiceModel

/// A call that was allowed, and why; only `Authorizer` can make one.
///
/// One object, since the steps that perform a call hand it on.
package final class AuthorizedCall: Sendable {
    package let call: Call
    /// The state the decision was taken on.
    package let snapshot: DirectorySnapshot
    /// The caller in that state.
    let standing: CallerStanding
    let decisions: [Decision]

    init(call: Call, snapshot: DirectorySnapshot, standing: CallerStanding, decisions: [Decision]) {
        self.call = call
        self.snapshot = snapshot
        self.standing = standing
        self.decisions = decisions
    }

    package var context: CallContext { call.context }

    /// AWS's sentence if a requirement of a partial plan is not allowed, counted from 0; nil if it is.
    package func refusal(ofRequirement index: Int) -> String? {
        guard decisions.indices.contains(index) else { return "Access Denied" }
        guard case .verdict(let verdict) = decisions[index].basis else { return "Access Denied" }
        return verdict.isAllowed ? nil : verdict.denialSentence(callerARN: context.caller.arn ?? "anonymous")
    }

    /// Which statements decided, as one object for the audit record; nil if nothing had to be allowed.
    package var explanation: JSON? {
        // Not in one expression: there `nil` would be JSON's null.
        if decisions.isEmpty { return nil }
        return Decision.explanation(
            of: decisions,
            operation: call.operation,
            caller: call.context.caller,
            isFull: false
        )
    }
}
