import AuditJournal
import ClusterStore
import Directory
import ManagedPolicies
import SQLiteStore
import Store

/// What an installation keeps, opened.
struct State: Sendable {
    let directory: Directory
    let objects: SQLiteStateStore
    let audit: AuditJournal
    let cluster: ClusterStore
    private let index: SQLiteAuditIndex
    private let clusterFile: SQLiteClusterStore

    /// Opens or makes the databases of a data directory.
    ///
    /// - Throws: `StartError.database`, saying what to do.
    init(_ data: DataDirectory) async throws(StartError) {
        do {
            objects = try SQLiteStateStore(path: data.path + "/state.sqlite")
            index = try SQLiteAuditIndex(path: data.auditIndex)
            audit = try await AuditJournal(path: data.auditJournal, index: index)
            clusterFile = try SQLiteClusterStore(path: data.path + "/cluster.sqlite")
            cluster = try await ClusterStore(persistence: clusterFile)
            directory = try await Directory(store: objects, catalog: ManagedPolicyCatalog())
        } catch let error as StoreError {
            throw .database(State.sentence(error, data))
        } catch {
            throw .database("\(error)")
        }
    }

    /// Closes the databases, whoever still refers to them; nobody may use them afterwards.
    ///
    /// - Throws: `StartError.database` if one cannot be closed; nothing is lost then, it is only recovered at the next start.
    func close() throws(StartError) {
        do throws(StoreError) {
            try index.close()
            try clusterFile.close()
            try objects.close()
        } catch {
            throw .database("\(error)")
        }
    }

    private static func sentence(_ error: StoreError, _ data: DataDirectory) -> String {
        switch error {
        case .newerSchema(let found, let known):
            "\(data.path) was written by a newer Lanyard (schema \(found), this one knows \(known)): use that one"
        case .corrupt(let reason):
            "\(reason): restore \(data.path) from a backup, or start on another directory with --data"
        case .unavailable(let reason): reason
        case .notFound, .alreadyExists, .conflict: "\(data.path): \(error)"
        }
    }
}
