import AWSVocabulary
import Ambient
import Foundation
import GRDB
import Store
import Testing

@testable import SQLiteStore

struct DatabaseFileTests {
    let files: TemporaryFiles

    init() throws {
        files = try TemporaryFiles()
    }

    private func bucket(_ name: String) -> BucketRecord {
        BucketRecord(
            account: "111122223333",
            region: "us-west-2",
            name: name,
            createdAt: Timestamp(milliseconds: 1_000)
        )
    }

    @Test func `what was committed is there after the file is opened again, what was removed is not`() async throws {
        let path = files.file("state.sqlite")
        let store = try SQLiteStateStore(path: path)
        try await store.commit([.put(bucket("one")), .put(bucket("two"))])
        try await store.commit([.remove(.buckets, key: bucket("one").key)])
        #expect(try await SQLiteStateStore(path: path).load().buckets.map(\.name) == ["two"])
    }

    @Test func `the file and its log are their owner's alone`() async throws {
        let path = files.file("state.sqlite")
        let store = try SQLiteStateStore(path: path)
        try await store.commit([.put(bucket("one"))])
        for name in try FileManager.default.contentsOfDirectory(atPath: files.path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: files.file(name))
            #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
        }
    }

    @Test func `commits are flushed to disk, through a write-ahead log`() async throws {
        let store = try SQLiteStateStore(path: files.file("state.sqlite"))
        let (synchronous, journal) = try await store.file.read { database in
            (
                try Int.fetchOne(database, sql: "PRAGMA synchronous"),
                try String.fetchOne(database, sql: "PRAGMA journal_mode")
            )
        }
        #expect(synchronous == 2)
        #expect(journal == "wal")
    }

    @Test func `a newer schema is refused by its version, and not touched`() throws {
        let path = files.file("state.sqlite")
        _ = try SQLiteStateStore(path: path)
        try DatabaseQueue(path: path).writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
        #expect(throws: StoreError.newerSchema(found: 99, known: 5)) { try SQLiteStateStore(path: path) }
        let version = try DatabaseQueue(path: path).read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
        #expect(version == 99)
    }

    @Test func `what is no database is refused by name, and not touched`() throws {
        let path = files.file("state.sqlite")
        let garbage = Data(repeating: 0x58, count: 4_096)
        try garbage.write(to: URL(filePath: path))
        let error = #expect(throws: StoreError.self) { try SQLiteStateStore(path: path) }
        guard case .corrupt(let text)? = error else {
            Issue.record("a corrupt file was expected, not \(String(describing: error))")
            return
        }
        #expect(text.contains(path))
        #expect(try Data(contentsOf: URL(filePath: path)) == garbage)
    }
}
