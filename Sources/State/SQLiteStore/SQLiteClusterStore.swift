import Foundation
import GRDB
package import Store

/// The embedded cluster's objects in a SQLite file of their own.
package struct SQLiteClusterStore: ClusterPersistence {
    private let file: SQLiteFile

    /// Opens or makes the file.
    ///
    /// - Throws: `StoreError.newerSchema`, `.corrupt` or `.unavailable`, naming the file.
    package init(path: String) throws(StoreError) {
        file = try SQLiteFile(path: path, migrations: [ClusterMigration1.self])
    }

    /// Closes the file, so that no log stays beside it.
    ///
    /// - Throws: `StoreError.unavailable` if something still uses it.
    package func close() throws(StoreError) { try file.finish() }

    package func load() async throws(StoreError) -> (rows: [ClusterRow], revision: Int) {
        try await file.read { database in
            let rows = try Row.fetchAll(database, sql: "SELECT key, record FROM objects ORDER BY key").map { row in
                let record: Data = row["record"]
                return ClusterRow(key: row["key"], record: Array(record))
            }
            return (rows, try Int.fetchOne(database, sql: "SELECT revision FROM revision") ?? 0)
        }
    }

    package func commit(_ rows: [ClusterRow], revision: Int) async throws(StoreError) {
        try await file.write { database in
            let put = try database.cachedStatement(
                sql: "INSERT OR REPLACE INTO objects (key, record) VALUES (?, ?)"
            )
            let remove = try database.cachedStatement(sql: "DELETE FROM objects WHERE key = ?")
            for row in rows {
                if let record = row.record {
                    try put.execute(arguments: [row.key, Data(record)])
                } else {
                    try remove.execute(arguments: [row.key])
                }
            }
            try database.execute(sql: "UPDATE revision SET revision = ?", arguments: [revision])
        }
    }
}

/// One table of objects, and the last revision.
enum ClusterMigration1: SQLiteMigration {
    static func apply(to database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE objects (key TEXT PRIMARY KEY NOT NULL, record BLOB NOT NULL) WITHOUT ROWID;
                CREATE TABLE revision (revision INTEGER NOT NULL);
                INSERT INTO revision (revision) VALUES (0);
                """
        )
    }
}
