package import AWSVocabulary
import Ambient
import GRDB
package import Store

/// The index of an audit journal in a SQLite file of its own, so that its commits never wait for others.
package struct SQLiteAuditIndex: AuditIndex {
    private let file: SQLiteFile

    /// Opens or makes the file.
    ///
    /// - Throws: `StoreError.newerSchema`, `.corrupt` or `.unavailable`, naming the file.
    package init(path: String) throws(StoreError) {
        file = try SQLiteFile(path: path, migrations: [AuditMigration1.self, AuditMigration2.self])
    }

    /// Closes the file, so that no log stays beside it.
    ///
    /// - Throws: `StoreError.unavailable` if something still uses it.
    package func close() throws(StoreError) { try file.finish() }

    package func reach() async throws(StoreError) -> AuditReach? {
        try await file.read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT number, segment, offset, length, hash FROM reach JOIN records USING (number)"
            ).map { AuditReach(place: Self.place($0), hash: $0["hash"]) }
        }
    }

    package func add(_ records: [(AuditRecord, AuditPlace)], reach: AuditReach) async throws(StoreError) {
        try await file.write { database in
            let insert = try database.cachedStatement(
                sql: """
                    INSERT INTO records (number, segment, offset, length, request, event_id, time, name, source, read_only, \
                    user, access_key, visible) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            )
            let relate = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO resources (name, type, record) VALUES (?, ?, ?)"
            )
            for (record, place) in records {
                try insert.execute(arguments: [
                    place.number, place.segment, place.offset, place.length, record.requestID.description,
                    record.eventID, record.time.milliseconds, record.eventName, record.eventSource, record.isReadOnly,
                    record.userName, record.accessKeyID, record.isInEventHistory,
                ])
                for resource in record.resources {
                    try relate.execute(arguments: [resource.name, resource.type, place.number])
                }
            }
            try database.execute(sql: "DELETE FROM reach")
            try database.execute(
                sql: "INSERT INTO reach (number, hash) VALUES (?, ?)",
                arguments: [reach.place.number, reach.hash]
            )
        }
    }

    package func place(of requestID: RequestID) async throws(StoreError) -> AuditPlace? {
        try await file.read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT number, segment, offset, length FROM records WHERE request = ?",
                arguments: [requestID.description]
            ).map { Self.place($0) }
        }
    }

    package func places(
        matching query: AuditQuery
    ) async throws(StoreError) -> (places: [AuditPlace], next: Int64?) {
        let filter = AuditFilter(query)
        return try await file.read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT number, segment, offset, length FROM records \(filter.sql) ORDER BY number DESC \
                    LIMIT \(query.limit + 1)
                    """,
                arguments: filter.arguments
            )
            let places = rows.prefix(query.limit).map { Self.place($0) }
            return (places, rows.count > query.limit ? places.last?.number : nil)
        }
    }

    package func forget(before number: Int64) async throws(StoreError) {
        try await file.write { database in
            try database.execute(sql: "DELETE FROM resources WHERE record < ?", arguments: [number])
            try database.execute(sql: "DELETE FROM records WHERE number < ?", arguments: [number])
        }
    }

    private static func place(_ row: Row) -> AuditPlace {
        AuditPlace(number: row["number"], segment: row["segment"], offset: row["offset"], length: row["length"])
    }
}

/// A query as the condition of a statement.
private struct AuditFilter: Sendable {
    private(set) var arguments = StatementArguments()
    private var conditions: [String] = []

    var sql: String { conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ") }

    init(_ query: AuditQuery) {
        if !query.includesHidden { conditions.append("visible = 1") }
        if let from = query.from { require("time >= ?", from.milliseconds) }
        if let until = query.until { require("time <= ?", until.milliseconds) }
        if let after = query.after { require("number < ?", after) }
        switch query.attribute {
        case nil: break
        case .eventID(let value)?:
            require("event_id = ?", value)
            // Both ids of a record are made at one time, which their first 13 characters hold.
            require("request >= ?", String(value.prefix(13)))
            require("request < ?", String(value.prefix(13)) + "~")
        case .eventName(let value)?: require("name = ?", value)
        case .isReadOnly(let value)?: require("read_only = ?", value)
        case .userName(let value)?: require("user = ?", value)
        case .resourceType(let value)?: require("number IN (SELECT record FROM resources WHERE type = ?)", value)
        case .resourceName(let value)?: requireResource(value)
        case .eventSource(let value)?: require("source = ?", value)
        case .accessKeyID(let value)?: require("access_key = ?", value)
        }
    }

    /// A resource is found by what it was recorded as, and by its name where that was an ARN.
    private mutating func requireResource(_ name: String) {
        guard !name.hasPrefix("arn:") else {
            return require("number IN (SELECT record FROM resources WHERE name = ?)", name)
        }
        require(
            """
            number IN (SELECT record FROM resources, (SELECT ? AS wanted) WHERE name = wanted OR name LIKE 'arn:%' AND (\
            substr(name, -length(wanted) - 1) = ':' || wanted OR \
            substr(name, -length(wanted) - 1) = '/' || wanted AND name NOT LIKE 'arn:%:s3:%'))
            """,
            name
        )
    }

    private mutating func require(_ condition: String, _ value: some DatabaseValueConvertible) {
        conditions.append(condition)
        arguments += [value]
    }
}
