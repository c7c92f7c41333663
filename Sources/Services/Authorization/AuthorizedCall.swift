package import Directory
package import JSONTree
package import ServiceModel

/// A call that was allowed, and why; only `Authorizer` can make one.
package struct AuthorizedCall: Sendable {
    package let call: Call
    /// The state the decision was taken on.
    package let snapshot: DirectorySnapshot
    let decisions: [Decision]

    init(call: Call, snapshot: DirectorySnapshot, decisions: [Decision]) {
        self.call = call
        self.snapshot = snapshot
        self.decisions = decisions
    }

    package var context: CallContext { call.context }

    /// Which statements decided, as one object for the audit record; nil if nothing had to be allowed.
    package var explanation: JSON? {
        decisions.isEmpty
            ? nil
            : Decision.explanation(of: decisions, operation: call.operation, caller: call.context.caller, isFull: false)
    }
}
