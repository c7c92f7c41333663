/// Where the control plane's state is kept.
package protocol StateStore: Sendable {
    /// Reads everything, as one consistent state.
    ///
    /// - Throws: `StoreError.corrupt` or `.unavailable`.
    func load() async throws(StoreError) -> StateRecords

    /// Writes all of the changes, in order, or none; when it returns they outlive a crash.
    ///
    /// - Throws: `StoreError.conflict` or `.unavailable`; then nothing was written.
    func commit(_ changes: [StateChange]) async throws(StoreError)
}
