import GRDB
import Store

/// One table for each aggregate: a key and the record as JSON.
enum StateMigration1: SQLiteMigration {
    private static let tables = [
        "instance", "roles", "users", "access_keys", "managed_policies", "oidc_providers", "instance_profiles",
        "clusters", "signing_keys", "session_key_rings", "service_accounts", "buckets",
    ]

    static func apply(to database: Database) throws {
        for table in tables {
            try database.execute(
                sql: "CREATE TABLE \(table) (key TEXT PRIMARY KEY NOT NULL, record BLOB NOT NULL) WITHOUT ROWID"
            )
        }
    }
}
