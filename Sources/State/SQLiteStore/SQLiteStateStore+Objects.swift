import Foundation
import GRDB
package import Store

/// Keys are kept as bytes: SQLite ends a text at a NUL, and two keys would become one.
extension SQLiteStateStore: ObjectIndex {
    package func object(bucket: String, key: String) async throws(StoreError) -> ObjectRecord? {
        try await file.read { database in
            try Data.fetchOne(
                database,
                sql: "SELECT record FROM objects WHERE bucket = ? AND key = ?",
                arguments: [bucket, Data(key.utf8)]
            ).map { try JSONDecoder().decode(ObjectRecord.self, from: $0) }
        }
    }

    package func put(_ object: ObjectRecord) async throws(StoreError) -> [String] {
        try await file.write { try ObjectRows(database: $0).put(object) }
    }

    package func removeObject(bucket: String, key: String) async throws(StoreError) -> [String] {
        try await file.write { try ObjectRows(database: $0).remove(bucket: bucket, key: key) }
    }

    package func objects(
        bucket: String,
        prefix: String,
        from: String,
        limit: Int
    ) async throws(StoreError) -> [ObjectRecord] {
        try await file.read { database in
            // Keys that start with the prefix are those from it on, as long as they start with it.
            let start = from.utf8.lexicographicallyPrecedes(prefix.utf8) ? prefix : from
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT key, record FROM objects WHERE bucket = ? AND key >= ? ORDER BY key LIMIT ?",
                arguments: [bucket, Data(start.utf8), limit]
            )
            let decoder = JSONDecoder()
            var objects: [ObjectRecord] = []
            while let row = try rows.next() {
                let key: Data = row[0]
                guard key.starts(with: prefix.utf8) else { break }
                let data: Data = row[1]
                objects.append(try decoder.decode(ObjectRecord.self, from: data))
            }
            return objects
        }
    }

    package func isEmpty(bucket: String) async throws(StoreError) -> Bool {
        try await file.read { database in
            try Int.fetchOne(database, sql: "SELECT 1 FROM objects WHERE bucket = ? LIMIT 1", arguments: [bucket])
                == nil
        }
    }

    package func upload(id: String) async throws(StoreError) -> UploadRecord? {
        try await file.read { database in
            try Data.fetchOne(database, sql: "SELECT record FROM uploads WHERE id = ?", arguments: [id])
                .map { try JSONDecoder().decode(UploadRecord.self, from: $0) }
        }
    }

    package func uploads(bucket: String, prefix: String) async throws(StoreError) -> [UploadRecord] {
        try await file.read { database in
            let decoder = JSONDecoder()
            return try Data.fetchAll(
                database,
                sql: "SELECT record FROM uploads WHERE bucket = ? ORDER BY key, id",
                arguments: [bucket]
            )
            .map { try decoder.decode(UploadRecord.self, from: $0) }
            .filter { $0.key.utf8.starts(with: prefix.utf8) }
        }
    }

    package func create(_ upload: UploadRecord) async throws(StoreError) {
        try await file.write { database in
            try database.execute(
                sql: "INSERT INTO uploads (id, bucket, key, record) VALUES (?, ?, ?, ?)",
                arguments: [
                    upload.id, upload.bucket, Data(upload.key.utf8), try JSONEncoder().encode(upload),
                ]
            )
        }
    }

    package func put(_ part: PartRecord) async throws(StoreError) -> [String] {
        try await file.write { try ObjectRows(database: $0).put(part) }
    }

    package func parts(uploadID: String) async throws(StoreError) -> [PartRecord] {
        try await file.read { try ObjectRows(database: $0).parts(uploadID: uploadID) }
    }

    package func complete(uploadID: String, with object: ObjectRecord) async throws(StoreError) -> [String] {
        try await file.write { database in
            let rows = ObjectRows(database: database)
            let unused = try rows.removeUpload(id: uploadID) + rows.put(object)
            return unused.filter { $0 != object.fileID }
        }
    }

    package func abort(uploadID: String) async throws(StoreError) -> [String] {
        try await file.write { try ObjectRows(database: $0).removeUpload(id: uploadID) }
    }

    package func referencedFiles() async throws(StoreError) -> Set<String> {
        try await file.read { database in
            try String.fetchSet(database, sql: "SELECT file FROM objects UNION ALL SELECT file FROM parts")
        }
    }
}

/// The rows of objects and parts within one transaction.
private struct ObjectRows {
    let database: Database

    /// The file that the object before it had, unless it is the same.
    func put(_ object: ObjectRecord) throws -> [String] {
        let replaced = try file(bucket: object.bucket, key: object.key)
        try database.execute(
            sql: "INSERT OR REPLACE INTO objects (bucket, key, file, record) VALUES (?, ?, ?, ?)",
            arguments: [object.bucket, Data(object.key.utf8), object.fileID, try JSONEncoder().encode(object)]
        )
        return replaced.filter { $0 != object.fileID }
    }

    func remove(bucket: String, key: String) throws -> [String] {
        let removed = try file(bucket: bucket, key: key)
        try database.execute(
            sql: "DELETE FROM objects WHERE bucket = ? AND key = ?",
            arguments: [bucket, Data(key.utf8)]
        )
        return removed
    }

    private func file(bucket: String, key: String) throws -> [String] {
        try String.fetchAll(
            database,
            sql: "SELECT file FROM objects WHERE bucket = ? AND key = ?",
            arguments: [bucket, Data(key.utf8)]
        )
    }

    func put(_ part: PartRecord) throws -> [String] {
        guard try Int.fetchOne(database, sql: "SELECT 1 FROM uploads WHERE id = ?", arguments: [part.uploadID]) != nil
        else { throw StoreError.notFound }
        let replaced = try String.fetchAll(
            database,
            sql: "SELECT file FROM parts WHERE upload = ? AND number = ?",
            arguments: [part.uploadID, part.number]
        )
        try database.execute(
            sql: "INSERT OR REPLACE INTO parts (upload, number, file, record) VALUES (?, ?, ?, ?)",
            arguments: [part.uploadID, part.number, part.fileID, try JSONEncoder().encode(part)]
        )
        return replaced
    }

    func parts(uploadID: String) throws -> [PartRecord] {
        let decoder = JSONDecoder()
        return try Data.fetchAll(
            database,
            sql: "SELECT record FROM parts WHERE upload = ? ORDER BY number",
            arguments: [uploadID]
        )
        .map { try decoder.decode(PartRecord.self, from: $0) }
    }

    func removeUpload(id: String) throws -> [String] {
        let files = try String.fetchAll(database, sql: "SELECT file FROM parts WHERE upload = ?", arguments: [id])
        try database.execute(sql: "DELETE FROM uploads WHERE id = ?", arguments: [id])
        guard database.changesCount == 1 else { throw StoreError.notFound }
        try database.execute(sql: "DELETE FROM parts WHERE upload = ?", arguments: [id])
        return files
    }
}
