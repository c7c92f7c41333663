import GRDB
import Store

/// Service accounts are the cluster's objects, kept with them.
enum StateMigration4: SQLiteMigration {
    static func apply(to database: Database) throws {
        try database.execute(sql: "DROP TABLE service_accounts")
    }
}
