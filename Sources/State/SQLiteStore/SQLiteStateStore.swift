import Foundation
import GRDB
package import Store

/// The control plane's state in one SQLite file.
package struct SQLiteStateStore: StateStore {
    let file: SQLiteFile

    /// Opens or makes the file.
    ///
    /// - Throws: `StoreError.newerSchema`, `.corrupt` or `.unavailable`, naming the file.
    package init(path: String) throws(StoreError) {
        file = try SQLiteFile(
            path: path,
            migrations: [
                StateMigration1.self, StateMigration2.self, StateMigration3.self, StateMigration4.self,
                StateMigration5.self,
            ]
        )
    }

    /// Closes the file, so that no log stays beside it.
    ///
    /// - Throws: `StoreError.unavailable` if something still uses it.
    package func close() throws(StoreError) { try file.finish() }

    package func load() async throws(StoreError) -> StateRecords {
        let path = file.path
        return try await file.read { database in
            let reader = RecordReader(database: database, path: path)
            var records = StateRecords()
            records.instance = try reader.all(InstanceRecord.self).first
            records.roles = try reader.all(RoleRecord.self)
            records.users = try reader.all(UserRecord.self)
            records.accessKeys = try reader.all(AccessKeyRecord.self)
            records.managedPolicies = try reader.all(ManagedPolicyRecord.self)
            records.oidcProviders = try reader.all(OIDCProviderRecord.self)
            records.instanceProfiles = try reader.all(InstanceProfileRecord.self)
            records.clusters = try reader.all(ClusterRecord.self)
            records.signingKeys = try reader.all(SigningKeyRecord.self)
            records.sessionKeyRing = try reader.all(SessionKeyRingRecord.self).first
            records.buckets = try reader.all(BucketRecord.self)
            records.podIdentityAssociations = try reader.all(PodIdentityAssociationRecord.self)
            records.addons = try reader.all(AddonRecord.self)
            return records
        }
    }

    package func commit(_ changes: [StateChange]) async throws(StoreError) {
        try await file.write { database in
            let encoder = JSONEncoder()
            for change in changes {
                switch change {
                case .put(let record):
                    try database.execute(
                        sql:
                            "INSERT OR REPLACE INTO \(type(of: record).aggregate.rawValue) (key, record) VALUES (?, ?)",
                        arguments: [record.key, try encoder.encode(record)]
                    )
                case .remove(let aggregate, let key):
                    try database.execute(sql: "DELETE FROM \(aggregate.rawValue) WHERE key = ?", arguments: [key])
                }
            }
        }
    }
}

/// Reads whole tables of records.
private struct RecordReader {
    let database: Database
    let path: String

    func all<Record: StateRecord>(_ type: Record.Type) throws -> [Record] {
        let table = Record.aggregate.rawValue
        let decoder = JSONDecoder()
        var records: [Record] = []
        let rows = try Row.fetchCursor(database, sql: "SELECT key, record FROM \(table)")
        while let row = try rows.next() {
            let data: Data = row[1]
            do {
                records.append(try decoder.decode(Record.self, from: data))
            } catch {
                throw StoreError.corrupt("\(path): the record \(row[0] as String) of \(table) cannot be read: \(error)")
            }
        }
        return records
    }
}
