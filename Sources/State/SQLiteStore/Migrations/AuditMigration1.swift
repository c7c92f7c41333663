import GRDB
import Store

/// The audit records, and an index for each way they are looked up.
///
/// Request ids start with the time, so that their index grows at one end like the table itself. A record's event id starts
/// with the same time, and is found by it in that index.
enum AuditMigration1: SQLiteMigration {
    static func apply(to database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE records (
                    id INTEGER PRIMARY KEY AUTOINCREMENT, request TEXT NOT NULL, event_id TEXT NOT NULL,
                    time INTEGER NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL, read_only INTEGER NOT NULL,
                    user TEXT, access_key TEXT, resources BLOB NOT NULL, error TEXT, visible INTEGER NOT NULL,
                    event BLOB NOT NULL, explanation BLOB
                );
                CREATE INDEX records_by_request ON records (request);
                CREATE INDEX records_by_name ON records (name);
                CREATE INDEX records_by_user ON records (user) WHERE user IS NOT NULL;
                CREATE INDEX records_by_access_key ON records (access_key) WHERE access_key IS NOT NULL;
                CREATE TABLE resources (
                    name TEXT NOT NULL, type TEXT NOT NULL, record INTEGER NOT NULL,
                    PRIMARY KEY (name, record, type)
                ) WITHOUT ROWID;
                """
        )
    }
}
