/// Why a store could not do what was asked.
package enum StoreError: Error, Sendable, Hashable {
    case notFound
    case alreadyExists
    /// Somebody else wrote first: read again and decide again.
    case conflict
    /// The database was written by a newer Lanyard: its schema version and the newest one this program knows.
    case newerSchema(found: Int, known: Int)
    /// The database cannot be read; the text names the file and what is wrong with it.
    case corrupt(String)
    /// The backend failed; the text is for the log.
    case unavailable(String)
}
