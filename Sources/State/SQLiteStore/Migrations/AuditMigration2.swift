import GRDB
import Store

/// The records move to the journal; what is left is where each stands, and an index for each way they are looked up.
enum AuditMigration2: SQLiteMigration {
    static func apply(to database: Database) throws {
        guard try Int.fetchOne(database, sql: "SELECT count(*) FROM records") == 0 else {
            throw StoreError.unavailable(
                """
                audit.sqlite holds records of a version before the audit journal, which this one does not read: move the \
                file away to keep them
                """
            )
        }
        try database.execute(
            sql: """
                DROP TABLE resources;
                DROP TABLE records;
                CREATE TABLE records (
                    number INTEGER PRIMARY KEY NOT NULL, segment INTEGER NOT NULL, offset INTEGER NOT NULL,
                    length INTEGER NOT NULL, request TEXT NOT NULL, event_id TEXT NOT NULL, time INTEGER NOT NULL,
                    name TEXT NOT NULL, source TEXT NOT NULL, read_only INTEGER NOT NULL, user TEXT, access_key TEXT,
                    visible INTEGER NOT NULL
                );
                CREATE INDEX records_by_request ON records (request);
                CREATE INDEX records_by_name ON records (name);
                CREATE INDEX records_by_user ON records (user) WHERE user IS NOT NULL;
                CREATE INDEX records_by_access_key ON records (access_key) WHERE access_key IS NOT NULL;
                CREATE TABLE resources (
                    name TEXT NOT NULL, type TEXT NOT NULL, record INTEGER NOT NULL,
                    PRIMARY KEY (name, record, type)
                ) WITHOUT ROWID;
                CREATE TABLE reach (number INTEGER PRIMARY KEY NOT NULL, hash TEXT NOT NULL);
                """
        )
    }
}
