package import AWSVocabulary
import Ambient
import Foundation
import GRDB
package import Store

/// The audit records in a SQLite file of their own, so that their commits never wait for others.
package struct SQLiteAuditStore: AuditStore {
    private static let columns = """
        id, request, event_id, time, name, source, read_only, user, access_key, resources, error, visible, event, explanation
        """

    private let file: SQLiteFile

    /// Opens or makes the file.
    ///
    /// - Throws: `StoreError.newerSchema`, `.corrupt` or `.unavailable`, naming the file.
    package init(path: String) throws(StoreError) {
        file = try SQLiteFile(path: path, migrations: [AuditMigration1.self])
    }

    package func append(_ records: [AuditRecord]) async throws(StoreError) {
        try await file.write { database in
            let insert = try database.cachedStatement(
                sql: """
                    INSERT INTO records (request, event_id, time, name, source, read_only, user, access_key, resources, \
                    error, visible, event, explanation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """
            )
            let relate = try database.cachedStatement(
                sql: "INSERT OR IGNORE INTO resources (name, type, record) VALUES (?, ?, ?)"
            )
            for record in records {
                try insert.execute(arguments: [
                    record.requestID.description, record.eventID, record.time.milliseconds, record.eventName,
                    record.eventSource, record.isReadOnly, record.userName, record.accessKeyID,
                    Self.encode(record.resources), record.errorCode, record.isInEventHistory, Data(record.event),
                    record.explanation.map { Data($0) },
                ])
                let id = database.lastInsertedRowID
                for resource in record.resources {
                    try relate.execute(arguments: [resource.name, resource.type, id])
                }
            }
        }
    }

    package func record(of requestID: RequestID) async throws(StoreError) -> AuditRecord? {
        try await file.read { database in
            try Row.fetchOne(
                database,
                sql: "SELECT \(Self.columns) FROM records WHERE request = ?",
                arguments: [requestID.description]
            ).map { try Self.record($0) }
        }
    }

    package func records(matching query: AuditQuery) async throws(StoreError) -> AuditPage {
        try await file.read { database in
            var conditions: [String] = []
            var arguments: [any DatabaseValueConvertible] = []
            func require(_ condition: String, _ value: some DatabaseValueConvertible) {
                conditions.append(condition)
                arguments.append(value)
            }
            if !query.includesHidden { conditions.append("visible = 1") }
            if let from = query.from { require("time >= ?", from.milliseconds) }
            if let until = query.until { require("time <= ?", until.milliseconds) }
            if let after = query.after { require("id < ?", after) }
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
            case .resourceType(let value)?: require("id IN (SELECT record FROM resources WHERE type = ?)", value)
            case .resourceName(let value)?: require("id IN (SELECT record FROM resources WHERE name = ?)", value)
            case .eventSource(let value)?: require("source = ?", value)
            case .accessKeyID(let value)?: require("access_key = ?", value)
            }
            let filter = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT \(Self.columns) FROM records \(filter) ORDER BY id DESC LIMIT \(query.limit + 1)",
                arguments: StatementArguments(arguments)
            )
            let shown = rows.prefix(query.limit)
            return AuditPage(
                records: try shown.map { try Self.record($0) },
                next: rows.count > query.limit ? shown.last?["id"] : nil
            )
        }
    }

    private static func record(_ row: Row) throws -> AuditRecord {
        let request: String = row["request"]
        guard let requestID = RequestID(request) else { throw StoreError.corrupt("the request id \(request)") }
        let event: Data = row["event"]
        let explanation: Data? = row["explanation"]
        return AuditRecord(
            requestID: requestID,
            eventID: row["event_id"],
            time: Timestamp(milliseconds: row["time"]),
            eventName: row["name"],
            eventSource: row["source"],
            isReadOnly: row["read_only"],
            userName: row["user"],
            accessKeyID: row["access_key"],
            resources: decode(row["resources"]),
            errorCode: row["error"],
            isInEventHistory: row["visible"],
            event: Array(event),
            explanation: explanation.map { Array($0) }
        )
    }

    /// Types and names, each ended by a zero byte.
    private static func encode(_ resources: [AuditRecord.Resource]) -> Data {
        var bytes: [UInt8] = []
        for text in resources.flatMap({ [$0.type, $0.name] }) {
            bytes.append(contentsOf: text.utf8)
            bytes.append(0)
        }
        return Data(bytes)
    }

    private static func decode(_ data: Data) -> [AuditRecord.Resource] {
        let texts = data.split(separator: 0, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        return stride(from: 0, to: texts.count - 1, by: 2).map { index in
            AuditRecord.Resource(type: texts[index], name: texts[index + 1])
        }
    }
}
