import GRDB
import Store

/// The index of S3's objects and uploads.
enum StateMigration2: SQLiteMigration {
    static func apply(to database: Database) throws {
        try database.execute(
            sql: """
                CREATE TABLE objects (
                    bucket TEXT NOT NULL, key BLOB NOT NULL, file TEXT NOT NULL, record BLOB NOT NULL,
                    PRIMARY KEY (bucket, key)
                ) WITHOUT ROWID;
                CREATE TABLE uploads (
                    id TEXT PRIMARY KEY NOT NULL, bucket TEXT NOT NULL, key BLOB NOT NULL, record BLOB NOT NULL
                ) WITHOUT ROWID;
                CREATE INDEX uploads_by_key ON uploads (bucket, key);
                CREATE TABLE parts (
                    upload TEXT NOT NULL, number INTEGER NOT NULL, file TEXT NOT NULL, record BLOB NOT NULL,
                    PRIMARY KEY (upload, number)
                ) WITHOUT ROWID;
                """
        )
    }
}
