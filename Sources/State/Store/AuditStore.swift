package import AWSVocabulary
package import Ambient

/// Where audit records are kept.
package protocol AuditStore: Sendable {
    /// Writes all of the records, or none; when it returns they outlive a crash.
    func append(_ records: [AuditRecord]) async throws(StoreError)

    /// The record of one request, or nil.
    func record(of requestID: RequestID) async throws(StoreError) -> AuditRecord?

    /// Records that satisfy a query, newest first, and where to go on.
    func records(matching query: AuditQuery) async throws(StoreError) -> AuditPage
}

/// Which audit records are wanted.
package struct AuditQuery: Sendable, Hashable {
    /// One attribute and the value it must have.
    package enum Attribute: Sendable, Hashable {
        case eventID(String)
        case eventName(String)
        case isReadOnly(Bool)
        case userName(String)
        case resourceType(String)
        case resourceName(String)
        case eventSource(String)
        case accessKeyID(String)
    }

    package var attribute: Attribute?
    /// Inclusive.
    package var from: Timestamp?
    /// Inclusive.
    package var until: Timestamp?
    /// Whether records that AWS would leave out of event history are wanted too.
    package var includesHidden = false
    package var limit: Int
    /// The `next` of the page before.
    package var after: Int64?

    package init(limit: Int) {
        self.limit = limit
    }
}

/// One page of audit records.
package struct AuditPage: Sendable {
    package var records: [AuditRecord]
    /// Nil on the last page.
    package var next: Int64?

    package init(records: [AuditRecord], next: Int64?) {
        self.records = records
        self.next = next
    }
}
