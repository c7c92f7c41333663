import AWSVocabulary
import Ambient
import AuditJournal
import AuditTrail
import Foundation
import Logging
import SQLiteStore
import Store
import Synchronization
import Testing

@testable import ControlPlane

/// What runs beside the audit trail removes old files of the journal once an hour.
struct AuditRetentionTests {
    private static let day: Int64 = 86_400

    /// A journal in which every record has a file of its own, with records of these days.
    private func journal(at path: String, days: [Int64]) async throws -> AuditJournal {
        let index = try SQLiteAuditIndex(path: path + "/audit.sqlite")
        let journal = try await AuditJournal(path: path + "/audit", index: index, segmentSize: 1)
        for (number, day) in days.enumerated() { try await journal.append([Self.record(number + 1, day: day)]) }
        return journal
    }

    private static func record(_ number: Int, day: Int64) -> AuditRecord {
        let id = RequestID(uuid: [UInt8](repeating: UInt8(number), count: 16))
        let time = Timestamp(seconds: day * self.day)
        let event = #"""
            {"eventName":"AssumeRole","eventSource":"sts.amazonaws.com","requestID":"\#(id)","eventID":"\#(id)",\#
            "eventTime":"\#(time.rfc3339)","readOnly":true,"userIdentity":{}}
            """#
        return AuditRecord(
            requestID: id,
            eventID: id.description,
            time: time,
            eventName: "AssumeRole",
            eventSource: "sts.amazonaws.com",
            isReadOnly: true,
            userName: nil,
            accessKeyID: nil,
            resources: [],
            errorCode: nil,
            isInEventHistory: true,
            event: Array(event.utf8),
            explanation: nil
        )
    }

    /// Runs the loop on a clock that the body sets; the body is called when the loop first pauses.
    private func run(
        days: [Int64],
        keeping retention: Int?,
        startingAt start: Int64,
        _ body: (_ pass: (Int64) async -> [Int]) async throws -> Void
    ) async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: "lanyard-retention-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let journal = try await journal(at: path, days: days)
        let clock = SetClock(start)
        let rounds = Rounds()
        let indexing = AuditIndexing(
            journal: journal,
            trail: AuditTrail(store: journal),
            retentionDays: retention,
            clock: WallClock { clock.now },
            ids: IDSource(random: .system),
            account: try #require(AccountID("111122223333")),
            region: try #require(Region("us-west-2")),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            pause: { await rounds.pause() }
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await indexing.run() }
            await rounds.reached()
            try await body { seconds in
                clock.advance(seconds)
                if seconds > 0 { await rounds.next() }
                let files = (try? FileManager.default.contentsOfDirectory(atPath: path + "/audit")) ?? []
                return files.compactMap { Int($0.prefix { $0 != "." }) }.sorted()
            }
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    @Test func `files that are old enough go at the start, and later ones within an hour, not sooner`() async throws {
        let start = 105 * Self.day - 1800
        try await run(days: [60, 65, 74, 75, 99, 104], keeping: 30, startingAt: start) { pass in
            // 75 days less half an hour: what follows the third record is younger, so that it may hold what must be kept.
            // Of each file that goes, a record in a new one says so.
            #expect(await pass(0) == [3, 4, 5, 6, 7, 8])
            #expect(await pass(3599) == [3, 4, 5, 6, 7, 8])
            #expect(await pass(1) == [4, 5, 6, 7, 8, 9])
            // Ten years later the last file stays: it is the one that is written to.
            #expect(await pass(3650 * Self.day) == [9, 10, 11, 12, 13, 14])
        }
    }

    @Test func `without a retention nothing is ever removed`() async throws {
        try await run(days: [1, 2, 3], keeping: nil, startingAt: 100_000 * Self.day) { pass in
            #expect(await pass(0) == [1, 2, 3])
            #expect(await pass(7200) == [1, 2, 3])
        }
    }
}

/// A clock that is set by hand.
private final class SetClock: Sendable {
    private let seconds: Mutex<Int64>

    init(_ seconds: Int64) { self.seconds = Mutex(seconds) }

    var now: Timestamp { Timestamp(seconds: seconds.withLock { $0 }) }

    func advance(_ more: Int64) { seconds.withLock { $0 += more } }
}

/// A loop's pauses, ended by hand.
private final class Rounds: Sendable {
    private let pauses = AsyncStream.makeStream(of: Void.self)
    private let releases = AsyncStream.makeStream(of: Void.self)

    /// What the loop calls; cancellation ends it too.
    func pause() async {
        pauses.continuation.yield()
        var iterator = releases.stream.makeAsyncIterator()
        _ = await iterator.next()
    }

    func reached() async {
        var iterator = pauses.stream.makeAsyncIterator()
        _ = await iterator.next()
    }

    /// Has the loop go round once.
    func next() async {
        releases.continuation.yield()
        await reached()
    }
}
