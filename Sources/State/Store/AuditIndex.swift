package import AWSVocabulary

/// Where a record stands in the audit journal.
package struct AuditPlace: Sendable, Hashable {
    /// The number of the record, counted from 1 since the installation was made.
    package var number: Int64
    /// The number of the first record in its file.
    package var segment: Int64
    /// Bytes from the start of the file.
    package var offset: Int64
    /// Bytes, without the newline.
    package var length: Int

    package init(number: Int64, segment: Int64, offset: Int64, length: Int) {
        self.number = number
        self.segment = segment
        self.offset = offset
        self.length = length
    }
}

/// How far an index has read the audit journal: its last record and that line's hash.
package struct AuditReach: Sendable, Hashable {
    package var place: AuditPlace
    /// SHA-256 of the line, in hexadecimal digits.
    package var hash: String

    package init(place: AuditPlace, hash: String) {
        self.place = place
        self.hash = hash
    }
}

/// Finds the records of an audit journal; everything in it can be made again from the journal.
package protocol AuditIndex: Sendable {
    /// How far the journal has been read; nil if not at all.
    func reach() async throws(StoreError) -> AuditReach?

    /// Adds records that follow those known, all or none.
    func add(_ records: [(AuditRecord, AuditPlace)], reach: AuditReach) async throws(StoreError)

    /// Where the record of a request stands, or nil.
    func place(of requestID: RequestID) async throws(StoreError) -> AuditPlace?

    /// Where records that satisfy a query stand, newest first, and the `after` of the next page.
    func places(matching query: AuditQuery) async throws(StoreError) -> (places: [AuditPlace], next: Int64?)

    /// Forgets the records before a number.
    func forget(before number: Int64) async throws(StoreError)
}
