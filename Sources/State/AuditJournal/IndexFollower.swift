import Store

/// Reads what was appended to a journal into its index, one at a time.
actor IndexFollower {
    private let path: String
    private let index: any AuditIndex
    private let batch: Int
    private var reader: JournalReader?

    init(path: String, index: any AuditIndex, batch: Int) {
        self.path = path
        self.index = index
        self.batch = batch
    }

    private var isFollowing = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// Returns how many records were added.
    func follow(atMost count: Int) async throws(StoreError) -> Int {
        while isFollowing { await withCheckedContinuation { waiting.append($0) } }
        isFollowing = true
        defer {
            isFollowing = false
            let next = waiting
            waiting = []
            for continuation in next { continuation.resume() }
        }
        var added = 0
        while added < count {
            let some = try await step(atMost: min(batch, count - added))
            added += some
            if some == 0 { break }
        }
        return added
    }

    private func step(atMost count: Int) async throws(StoreError) -> Int {
        var reader = try await start()
        var records: [(AuditRecord, AuditPlace)] = []
        var last: JournalReader.Line?
        while records.count < count, let line = try reader.next() {
            let content = try JournalLine(line.bytes, isWhole: false)
            let place = AuditPlace(
                number: content.number,
                segment: line.segment,
                offset: line.offset,
                length: line.bytes.count
            )
            records.append((content.record, place))
            last = line
        }
        guard let last, let place = records.last?.1 else {
            self.reader = reader
            return 0
        }
        // If this fails, the next start is from what the index says it has.
        self.reader = nil
        try await index.add(records, reach: AuditReach(place: place, hash: last.hash))
        self.reader = reader
        return records.count
    }

    private func start() async throws(StoreError) -> JournalReader {
        if let reader { return reader }
        guard let place = try await index.reach()?.place else { return try JournalReader(path: path) }
        return try JournalReader(
            path: path,
            segment: place.segment,
            offset: place.offset + Int64(place.length) + 1
        )
    }
}
