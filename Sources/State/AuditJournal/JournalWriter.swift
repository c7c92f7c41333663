import Store

/// Appends lines to the last file of a journal, each chained to the one before.
///
/// Not safe for concurrent use: the journal owns one and calls it in turn.
struct JournalWriter {
    let directory: JournalDirectory
    private let segmentSize: Int64
    private var file: SegmentFile
    private var segment: Int64
    private var size: Int64
    /// The number of the last record, 0 if there is none.
    private(set) var number: Int64
    private(set) var hash: String
    private var isBroken = false

    /// Opens a journal or makes one; the end of a line that was cut off by a crash, and so never acknowledged, is removed.
    ///
    /// - Throws: `StoreError.unavailable` or `.corrupt`, naming the file.
    init(directory: JournalDirectory, segmentSize: Int64) throws(StoreError) {
        self.directory = directory
        self.segmentSize = segmentSize
        guard let last = try directory.segments().last else {
            file = try SegmentFile(path: directory.file(of: 1), isNew: true)
            try directory.synchronize()
            (segment, size, number, hash) = (1, 0, 0, JournalLine.beginning)
            return
        }
        file = try SegmentFile(path: directory.file(of: last))
        segment = last
        let end = try Self.end(of: file)
        if try file.size() != end { try file.truncate(to: end) }
        size = end
        guard let line = try Self.lastLine(of: file, end: end) else {
            guard last == 1 else { throw .corrupt("\(file.path): it holds no record, though others came before it") }
            (number, hash) = (0, JournalLine.beginning)
            return
        }
        number = try JournalLine(line).number
        hash = JournalHash.of(line)
    }

    /// Writes records after those there are, all or none; when it returns they outlive a crash.
    mutating func append(_ records: [AuditRecord]) throws(StoreError) {
        guard !isBroken else { throw .unavailable("\(file.path): an earlier write failed and could not be undone") }
        if size >= segmentSize { try startSegment() }
        var bytes: [UInt8] = []
        var (number, hash) = (number, hash)
        for record in records {
            number += 1
            let line = JournalLine.bytes(record, number: number, previous: hash)
            hash = JournalHash.of(line)
            bytes += line
            bytes.append(UInt8(ascii: "\n"))
        }
        do {
            try file.write(bytes, at: size)
        } catch {
            do { try file.truncate(to: size) } catch { isBroken = true }
            throw error
        }
        size += Int64(bytes.count)
        self.number = number
        self.hash = hash
    }

    private mutating func startSegment() throws(StoreError) {
        file = try SegmentFile(path: directory.file(of: number + 1), isNew: true)
        try directory.synchronize()
        segment = number + 1
        size = 0
    }

    /// The place after the last newline.
    private static func end(of file: SegmentFile) throws(StoreError) -> Int64 {
        var end = try file.size()
        while end > 0 {
            let length = min(end, 1 << 16)
            let chunk = try file.read(Int(length), at: end - length)
            if let newline = chunk.lastIndex(of: UInt8(ascii: "\n")) { return end - length + Int64(newline) + 1 }
            end -= length
        }
        return 0
    }

    private static func lastLine(of file: SegmentFile, end: Int64) throws(StoreError) -> [UInt8]? {
        guard end > 0 else { return nil }
        var length: Int64 = min(end, 1 << 16)
        while true {
            let chunk = try file.read(Int(length), at: end - length).dropLast()
            if let newline = chunk.lastIndex(of: UInt8(ascii: "\n")) { return Array(chunk[(newline + 1)...]) }
            if length == end { return Array(chunk) }
            length = min(end, length * 2)
        }
    }
}
