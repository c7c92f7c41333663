package import AuditTrail
package import Authorization

/// The slice of AWS CloudTrail (version 2013-11-01) that reads the event history.
package struct CloudTrailService: Service {
    let audit: AuditTrail

    package init(audit: AuditTrail) {
        self.audit = audit
    }

    package var operations: [ServiceOperation] { [lookupEvents] }
}
