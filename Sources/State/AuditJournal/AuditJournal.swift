package import AWSVocabulary
package import Ambient
package import Store
import Synchronization

/// The audit records as a journal: files of JSON Lines that are only appended to, each line chained to the one before by its
/// hash, with an index beside them that is made from them.
///
/// An append costs one write and one synchronization, whatever the number of records, and blocks its thread meanwhile. The
/// index follows when there is time, and before anything is looked up.
package final class AuditJournal: AuditStore {
    /// Lines that are added to the index at a time, and are in memory meanwhile.
    private static let batch = 500

    private let path: String
    private let index: any AuditIndex
    private let writer: Mutex<JournalWriter>
    private let follower: IndexFollower

    /// Opens or makes a journal in a directory, and checks that it still holds what its index has read.
    ///
    /// After `segmentSize` bytes a new file is begun; files are what `forget` removes.
    ///
    /// - Throws: `StoreError.unavailable`; `.corrupt` if records are gone or altered.
    package init(path: String, index: any AuditIndex, segmentSize: Int64 = 256 << 20) async throws(StoreError) {
        self.path = path
        self.index = index
        let directory = try JournalDirectory(path: path, makes: true)
        writer = Mutex(try JournalWriter(directory: directory, segmentSize: segmentSize))
        follower = IndexFollower(path: path, index: index, batch: Self.batch)
        if let reach = try await index.reach() { try Self.check(reach, in: directory) }
    }

    /// What the index last read must still be there, unaltered.
    private static func check(_ reach: AuditReach, in directory: JournalDirectory) throws(StoreError) {
        let file = directory.file(of: reach.place.segment)
        let line = try SegmentFile(path: file).read(reach.place.length, at: reach.place.offset)
        guard JournalHash.of(line) == reach.hash else {
            throw .corrupt("\(file): record \(reach.place.number), which was there, is gone or altered")
        }
    }

    package func append(_ records: [AuditRecord]) async throws(StoreError) {
        try writer.withLock { writer throws(StoreError) in try writer.append(records) }
    }

    /// Adds to the index what was appended since; returns how many records that were.
    ///
    /// - Throws: `StoreError`.
    @discardableResult
    package func index(atMost count: Int = .max) async throws(StoreError) -> Int {
        try await follower.follow(atMost: count)
    }

    package func record(of requestID: RequestID) async throws(StoreError) -> AuditRecord? {
        try await index()
        guard let place = try await index.place(of: requestID) else { return nil }
        return try record(at: place)
    }

    package func records(matching query: AuditQuery) async throws(StoreError) -> AuditPage {
        try await index()
        let (places, next) = try await index.places(matching: query)
        var records: [AuditRecord] = []
        for place in places { records.append(try record(at: place)) }
        return AuditPage(records: records, next: next)
    }

    private func record(at place: AuditPlace) throws(StoreError) -> AuditRecord {
        let file = try JournalDirectory(path: path, makes: false).file(of: place.segment)
        let line = try JournalLine(SegmentFile(path: file).read(place.length, at: place.offset))
        guard line.number == place.number else {
            throw .corrupt("\(file): record \(place.number) is not where it was")
        }
        return line.record
    }

    /// Removes files whose records are all older than a time, the last one excepted.
    ///
    /// Of each the journal first gets a record that says so, which `statement` makes.
    ///
    /// - Throws: `StoreError`.
    package func forget(
        before time: Timestamp,
        stating statement: @Sendable (RemovedRecords) -> AuditRecord
    ) async throws(StoreError) {
        try await index()
        let directory = try JournalDirectory(path: path, makes: false)
        let segments = try directory.segments()
        for (segment, following) in zip(segments, segments.dropFirst()) {
            var reader = try JournalReader(path: path, segment: following)
            guard let line = try reader.next() else { return }
            let first = try JournalLine(line.bytes, isWhole: false)
            guard first.record.time < time else { return }
            let removed = RemovedRecords(first: segment, last: first.number - 1, hash: first.previous)
            try await append([statement(removed)])
            try await index.forget(before: following)
            try directory.remove(segment)
        }
    }
}
