import AWSVocabulary
import Ambient
import Foundation
import JSONTree
import SQLiteStore
import Store
import Testing

@testable import AuditJournal

struct AuditJournalTests {
    private let files: TemporaryFiles

    init() throws {
        files = try TemporaryFiles()
    }

    private func journal(segmentSize: Int64 = 1 << 20) async throws -> AuditJournal {
        try await AuditJournal(
            path: files.file("audit"),
            index: SQLiteAuditIndex(path: files.file("audit.sqlite")),
            segmentSize: segmentSize
        )
    }

    private static func requestID(_ number: Int) -> RequestID {
        RequestID(uuid: [UInt8](repeating: UInt8(number), count: 16))
    }

    private static func eventID(_ number: Int) -> String {
        Self.requestID(number).description.prefix(24) + "feedfeedfeed"
    }

    private static func record(_ number: Int, name: String = "AssumeRole", hidden: Bool = false) -> AuditRecord {
        let event = """
            {"eventName":"\(name)","eventSource":"sts.amazonaws.com","requestID":"\(requestID(number))",\
            "eventID":"\(eventID(number))","readOnly":\(number % 2 == 0),"userIdentity":{"accessKeyId":"ASIA\(number)"},\
            "resources":[{"accountId":"111122223333","type":"AWS::IAM::Role","ARN":"arn:aws:iam::111122223333:role/r\(number)"}],\
            "errorCode":"AccessDenied"}
            """
        return AuditRecord(
            requestID: requestID(number),
            eventID: eventID(number),
            time: Timestamp(milliseconds: Int64(number) * 1_000),
            eventName: name,
            eventSource: "sts.amazonaws.com",
            isReadOnly: number % 2 == 0,
            userName: "user \"\(number)\"",
            accessKeyID: "ASIA\(number)",
            resources: [
                AuditRecord.Resource(type: "AWS::IAM::Role", name: "arn:aws:iam::111122223333:role/r\(number)")
            ],
            errorCode: "AccessDenied",
            isInEventHistory: !hidden,
            event: Array(event.utf8),
            explanation: number == 3 ? Array(#"{"decision":"Deny"}"#.utf8) : nil
        )
    }

    private var segments: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: files.file("audit")).sorted()
                .map { files.file("audit/\($0)") }
        }
    }

    private func verify(known: (number: Int64, hash: String)? = nil) async throws -> JournalVerification {
        let reach = try await SQLiteAuditIndex(path: files.file("audit.sqlite")).reach()
        return try JournalVerification(path: files.file("audit"), reach: reach, known: known)
    }

    @Test func `what was appended comes back whole, after a restart too`() async throws {
        let records = (1...5).map { Self.record($0) }
        let first = try await journal()
        try await first.append(Array(records[0..<3]))
        #expect(try await first.record(of: Self.requestID(3)) == records[2])
        let second = try await journal()
        try await second.append(Array(records[3...]))
        for record in records { #expect(try await second.record(of: record.requestID) == record) }
        #expect(try await second.record(of: Self.requestID(9)) == nil)
        let verification = try await verify()
        #expect(verification.problems == [])
        #expect((verification.first, verification.last) == (1, 5))
    }

    @Test func `records are found by what they hold, newest first, a page at a time`() async throws {
        let journal = try await journal()
        try await journal.append(
            (1...5).map { Self.record($0, name: $0 == 5 ? "CreateRole" : "AssumeRole", hidden: $0 == 1) }
        )
        func found(
            _ attribute: AuditQuery.Attribute?,
            after: Int64? = nil,
            hidden: Bool = false
        ) async throws -> AuditPage {
            var query = AuditQuery(limit: 2)
            query.attribute = attribute
            query.after = after
            query.includesHidden = hidden
            return try await journal.records(matching: query)
        }
        let first = try await found(.eventName("AssumeRole"))
        #expect(first.records.map(\.requestID) == [Self.requestID(4), Self.requestID(3)])
        let second = try await found(.eventName("AssumeRole"), after: first.next)
        #expect(second.records.map(\.requestID) == [Self.requestID(2)])
        #expect(second.next == nil)
        #expect(try await found(.eventID(Self.eventID(2))).records.count == 1)
        #expect(try await found(.accessKeyID("ASIA4")).records.count == 1)
        #expect(try await found(.userName("user \"4\"")).records.count == 1)
        #expect(try await found(.isReadOnly(true)).records.count == 2)
        #expect(try await found(.resourceName("arn:aws:iam::111122223333:role/r4")).records.count == 1)
        #expect(try await found(.resourceName("r4")).records.count == 1)
        for none in ["4", "role/r4x", "111122223333", "%r4", "r_"] {
            #expect(try await found(.resourceName(none)).records.isEmpty, "\(none)")
        }
        let hidden = AuditQuery.Attribute.resourceName("arn:aws:iam::111122223333:role/r1")
        #expect(try await found(hidden).records.isEmpty)
        #expect(try await found(hidden, hidden: true).records.count == 1)
    }

    @Test(arguments: ["{\"number\":3,\"prev", "x"])
    func `a line that a crash cut off is dropped, and what follows chains to the one before`(
        _ torn: String
    ) async throws {
        try await journal().append([Self.record(1), Self.record(2)])
        let file = try #require(try segments.first)
        let whole = try Data(contentsOf: URL(filePath: file))
        try (whole + Data(torn.utf8)).write(to: URL(filePath: file))
        let again = try await journal()
        #expect(try Data(contentsOf: URL(filePath: file)) == whole)
        try await again.append([Self.record(3)])
        #expect(try await again.record(of: Self.requestID(3)) == Self.record(3))
        #expect(try await verify().problems == [])
    }

    @Test func `files follow each other, and old ones are forgotten with their records`() async throws {
        let journal = try await journal(segmentSize: 1)
        for number in 1...4 { try await journal.append([Self.record(number)]) }
        #expect(try segments.count == 4)
        #expect(try await journal.record(of: Self.requestID(1)) == Self.record(1))
        try await journal.forget(before: Timestamp(milliseconds: 3_000), stating: Self.statement)
        #expect(try segments.map { $0.suffix(7) } == ["2.jsonl", "3.jsonl", "4.jsonl", "5.jsonl"])
        #expect(try await journal.record(of: Self.requestID(1)) == nil)
        #expect(try await journal.record(of: Self.requestID(4)) == Self.record(4))
        let verification = try await verify()
        #expect(verification.problems == [])
        #expect((verification.first, verification.last) == (2, 5))
        try await journal.forget(before: Timestamp(milliseconds: 4_000), stating: Self.statement)
        #expect(try await verify().problems == [])
        #expect(try await verify().first == 3)
    }

    private static func lost(_ last: Int) -> String {
        "records 1 to \(last) are gone, and no record says they were removed for their age"
    }

    private static func statement(_ removed: RemovedRecords) -> AuditRecord {
        var record = record(100 + Int(removed.last), name: RemovedRecords.eventName, hidden: true)
        let event = String(decoding: record.event, as: UTF8.self)
        record.event = Array((event.dropLast() + ",\"additionalEventData\":\(removed.eventData.text())}").utf8)
        return record
    }

    @Test func `records that are gone from the beginning, and that nobody removed for their age, were lost`()
        async throws
    {
        let journal = try await journal(segmentSize: 1)
        for number in 1...4 { try await journal.append([Self.record(number)]) }
        try await journal.index()
        try FileManager.default.removeItem(atPath: try #require(try segments.first))
        #expect(try await verify().problems == [Self.lost(1)])
        // A statement about other records, or of another hash, is none.
        try await journal.append([Self.statement(RemovedRecords(first: 1, last: 1, hash: JournalLine.beginning))])
        #expect(try await verify().problems.count == 1)
        try await journal.append([Self.statement(RemovedRecords(first: 1, last: 2, hash: JournalHash.of([])))])
        #expect(try await verify().problems.count == 1)
    }

    @Test func `a file that is removed after others were for their age is lost`() async throws {
        let journal = try await journal(segmentSize: 1)
        for number in 1...4 { try await journal.append([Self.record(number)]) }
        try await journal.forget(before: Timestamp(milliseconds: 3_000), stating: Self.statement)
        try FileManager.default.removeItem(atPath: try #require(try segments.first))
        #expect(try await verify().problems == [Self.lost(2)])
    }

    enum Tampering: CaseIterable, Sendable {
        case altered, beheaded, removed, swapped, truncated, inserted

        func apply(to lines: inout [Substring]) {
            switch self {
            case .altered: lines[1] = Substring(lines[1].replacing("AccessDenied", with: "AccessDenieD"))
            case .beheaded: lines.removeFirst()
            case .removed: lines.remove(at: 1)
            case .swapped: lines.swapAt(1, 2)
            case .truncated: lines.removeLast()
            case .inserted: lines.insert(lines[1], at: 1)
            }
        }
    }

    @Test(arguments: Tampering.allCases)
    func `whatever is done to the records is found`(_ tampering: Tampering) async throws {
        let journal = try await journal()
        try await journal.append((1...4).map { Self.record($0) })
        try await journal.index()
        let file = URL(filePath: try #require(try segments.first))
        var lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        tampering.apply(to: &lines)
        try (lines.joined(separator: "\n") + "\n").write(to: file, atomically: false, encoding: .utf8)
        #expect(try await !verify().problems.isEmpty)
        if tampering == .truncated {
            await #expect(throws: StoreError.self) { try await self.journal() }
        }
    }

    @Test func `a hash kept elsewhere proves that nobody wrote the journal anew`() async throws {
        let journal = try await journal()
        try await journal.append([Self.record(1), Self.record(2)])
        let hash = try await verify().hash
        try await journal.append([Self.record(3)])
        #expect(try await verify(known: (2, hash)).problems == [])
        #expect(try await verify(known: (2, String(hash.reversed()))).problems.count == 1)
        #expect(try await verify(known: (9, hash)).problems == ["record 9 is not in the journal"])
    }
}
