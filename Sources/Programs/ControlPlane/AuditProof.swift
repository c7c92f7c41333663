package import AuditJournal
import SQLiteStore
package import Store

/// The proof that an installation's audit trail is whole.
package enum AuditProof {
    /// Reads the whole journal, beside its index if there is one.
    ///
    /// - Throws: `StoreError`.
    package static func verify(
        _ data: DataDirectory,
        known: (number: Int64, hash: String)? = nil
    ) async throws(StoreError) -> JournalVerification {
        let reach = try await SQLiteAuditIndex(path: data.auditIndex).reach()
        return try JournalVerification(path: data.auditJournal, reach: reach, known: known)
    }
}
