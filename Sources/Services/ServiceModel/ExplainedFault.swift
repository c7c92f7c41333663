package import AWSProtocols
package import JSONTree

/// A fault for the caller together with the reasons an operator may read by the request's id.
package struct ExplainedFault: Error, Sendable {
    package let fault: Fault
    package let audit: AuditDetails
    private let render: @Sendable () -> JSON

    package init(_ fault: Fault, audit: AuditDetails, explanation: @escaping @Sendable () -> JSON) {
        self.fault = fault
        self.audit = audit
        render = explanation
    }

    /// One object; made anew on every read.
    package var explanation: JSON { render() }
}
