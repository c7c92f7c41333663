import GRDB
import Store

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// One database file, private to its owner, whose commits outlive a crash.
final class SQLiteFile: Sendable {
    let path: String
    private let queue: DatabaseQueue

    /// Opens or makes a file and brings its schema up to date.
    ///
    /// - Throws: `StoreError.newerSchema`, `.corrupt` or `.unavailable`, naming the file.
    init(path: String, migrations: [any SQLiteMigration.Type]) throws(StoreError) {
        self.path = path
        // SQLite gives its log files the mode of the database file.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .unavailable("\(path): \(String(cString: strerror(errno)))") }
        fchmod(descriptor, 0o600)
        close(descriptor)
        var configuration = GRDB.Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            // After opening, because GRDB sets NORMAL itself when it switches to WAL.
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA synchronous = FULL")
                // Pages that change often are copied into the database once in 8 MB of log, not once in four.
                try database.execute(sql: "PRAGMA wal_autocheckpoint = 2000")
            }
            try SQLiteFile.migrate(queue, migrations)
        } catch let error as StoreError {
            throw error
        } catch {
            throw SQLiteFile.failure(error, path: path)
        }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Database) throws -> Value) async throws(StoreError) -> Value
    {
        do {
            return try await queue.read(body)
        } catch let error as StoreError {
            throw error
        } catch {
            throw SQLiteFile.failure(error, path: path)
        }
    }

    /// Runs in one transaction, which is on disk when this returns.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        do {
            return try await queue.write(body)
        } catch let error as StoreError {
            throw error
        } catch {
            throw SQLiteFile.failure(error, path: path)
        }
    }

    /// Writes the log into the database and removes it; what is asked for afterwards fails.
    func finish() throws(StoreError) {
        do { try queue.close() } catch { throw SQLiteFile.failure(error, path: path) }
    }

    private static func migrate(_ queue: DatabaseQueue, _ migrations: [any SQLiteMigration.Type]) throws {
        try queue.write { database in
            let found = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
            guard found <= migrations.count else { throw StoreError.newerSchema(found: found, known: migrations.count) }
            for (index, migration) in migrations.enumerated() where index >= found {
                try migration.apply(to: database)
                try database.execute(sql: "PRAGMA user_version = \(index + 1)")
            }
        }
    }

    private static func failure(_ error: any Error, path: String) -> StoreError {
        guard let error = error as? DatabaseError else { return .unavailable("\(path): \(error)") }
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: return .corrupt("\(path): \(error.message ?? "not a database")")
        default: return .unavailable("\(path): \(error.message ?? "error \(error.resultCode.rawValue)")")
        }
    }
}

/// One step of a schema; steps are applied in order, each once.
protocol SQLiteMigration {
    static func apply(to database: Database) throws
}
