import GRDB
import Store

/// The table of pod identity associations.
enum StateMigration3: SQLiteMigration {
    static func apply(to database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE IF NOT EXISTS pod_identity_associations (
                    key TEXT PRIMARY KEY NOT NULL, record BLOB NOT NULL
                ) WITHOUT ROWID
                """
        )
    }
}
