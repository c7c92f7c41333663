/// Where the objects of the embedded cluster are kept.
package protocol ClusterPersistence: Sendable {
    /// Everything there is, and the last revision.
    ///
    /// - Throws: `StoreError`.
    func load() async throws(StoreError) -> (rows: [ClusterRow], revision: Int)

    /// Writes a group of changes, all or none, durable when it returns.
    ///
    /// - Throws: `StoreError` if nothing was written.
    func commit(_ rows: [ClusterRow], revision: Int) async throws(StoreError)
}

/// One object of the cluster as it is kept.
package struct ClusterRow: Sendable, Hashable {
    /// `RESOURCE/NAMESPACE/NAME`.
    package let key: String
    /// JSON; nil says that the object is gone.
    package let record: [UInt8]?

    package init(key: String, record: [UInt8]?) {
        self.key = key
        self.record = record
    }
}
