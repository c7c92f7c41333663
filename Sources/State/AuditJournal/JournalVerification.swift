import JSONTree
package import Store

/// What proving a journal found: every line follows the one before, and what the index once read is still there.
package struct JournalVerification: Sendable {
    /// The numbers of the first and the last record; 0 for an empty journal.
    package private(set) var first: Int64 = 0
    package private(set) var last: Int64 = 0
    /// The hash of the last line, worth keeping elsewhere: with it, a later run proves that nothing before it changed.
    package private(set) var hash = JournalLine.beginning
    /// What is wrong, in the order it was found; empty for a whole journal.
    package private(set) var problems: [String] = []

    private static let mostProblems = 100

    /// The hash that the first record says it follows.
    private var beforeFirst = JournalLine.beginning
    /// The hashes of the last records that were removed because of their age, by their numbers.
    private var removed: [Int64: String] = [:]

    /// Reads a whole journal; `reach` is what its index has read, `known` a hash that a record must have.
    ///
    /// - Throws: `StoreError.unavailable` if it cannot be read.
    package init(path: String, reach: AuditReach?, known: (number: Int64, hash: String)? = nil) throws(StoreError) {
        var reader = try JournalReader(path: path)
        while let line = try reader.next(), problems.count < Self.mostProblems {
            follow(line)
            if let reach, last == reach.place.number, hash != reach.hash {
                problems.append("record \(last) is not the one that was indexed")
            }
            if let known, last == known.number, hash != known.hash {
                problems.append("record \(last) has the hash \(hash), not \(known.hash)")
            }
        }
        if let reach, reach.place.number > last {
            problems.append("records \(last + 1) to \(reach.place.number), which were indexed, are gone")
        }
        if first > 1, removed[first - 1] != beforeFirst, problems.count < Self.mostProblems {
            problems.append("records 1 to \(first - 1) are gone, and no record says they were removed for their age")
        }
        if let known, known.number > last || known.number < first {
            problems.append("record \(known.number) is not in the journal")
        }
    }

    private mutating func follow(_ line: JournalReader.Line) {
        let content: JournalLine
        do throws(StoreError) { content = try JournalLine(line.bytes) } catch {
            problems.append("after record \(last): \(error)")
            hash = line.hash
            return
        }
        if first == 0 {
            first = content.number
            beforeFirst = content.previous
            // Files are named for their first record, and old ones go whole.
            if first != line.segment {
                problems.append("record \(line.segment), the first of its file, is not there: \(first) is")
            }
            if content.number == 1, content.previous != JournalLine.beginning {
                problems.append("record 1 follows another record")
            }
        } else {
            if content.number != last + 1 { problems.append("record \(content.number) comes after record \(last)") }
            if content.previous != hash {
                problems.append("record \(content.number) does not follow the record \(last) that is there")
            }
        }
        last = content.number
        hash = line.hash
        guard content.record.eventName == RemovedRecords.eventName,
            let event = try? JSON(parsing: content.record.event), let removal = RemovedRecords(event: event)
        else { return }
        removed[removal.last] = removal.hash
    }
}
