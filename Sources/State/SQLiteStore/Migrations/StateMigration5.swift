import GRDB
import Store

/// The table of add-ons.
enum StateMigration5: SQLiteMigration {
    static func apply(to database: Database) throws {
        try database.execute(
            sql: "CREATE TABLE addons (key TEXT PRIMARY KEY NOT NULL, record BLOB NOT NULL) WITHOUT ROWID"
        )
    }
}
