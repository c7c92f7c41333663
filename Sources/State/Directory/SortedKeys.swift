/// Texts in order, in chunks, so that a change copies one chunk and never all of them.
struct SortedKeys: Sendable {
    private static let chunkSize = 256

    private var chunks: [[String]] = []
    private(set) var count = 0

    mutating func insert(_ key: String) {
        guard !chunks.isEmpty else {
            chunks = [[key]]
            count = 1
            return
        }
        let index = chunk(for: key)
        let place = Self.place(of: key, in: chunks[index])
        if place < chunks[index].count, chunks[index][place] == key { return }
        chunks[index].insert(key, at: place)
        count += 1
        guard chunks[index].count > Self.chunkSize else { return }
        let half = chunks[index].count / 2
        let upper = Array(chunks[index][half...])
        chunks[index].removeSubrange(half...)
        chunks.insert(upper, at: index + 1)
    }

    mutating func remove(_ key: String) {
        guard !chunks.isEmpty else { return }
        let index = chunk(for: key)
        let place = Self.place(of: key, in: chunks[index])
        guard place < chunks[index].count, chunks[index][place] == key else { return }
        chunks[index].remove(at: place)
        count -= 1
        if chunks[index].isEmpty { chunks.remove(at: index) }
    }

    /// Visits the keys from the first that is not before `start`, until the visitor answers false.
    func visit(from start: String, _ visitor: (String) -> Bool) {
        guard !chunks.isEmpty else { return }
        var index = chunk(for: start)
        var place = Self.place(of: start, in: chunks[index])
        while index < chunks.count {
            while place < chunks[index].count {
                guard visitor(chunks[index][place]) else { return }
                place += 1
            }
            index += 1
            place = 0
        }
    }

    /// The chunk a key belongs to: the last whose first key is not after it.
    private func chunk(for key: String) -> Int {
        var (low, high) = (0, chunks.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if chunks[middle][0] <= key { low = middle } else { high = middle }
        }
        return low
    }

    private static func place(of key: String, in chunk: [String]) -> Int {
        var (low, high) = (0, chunk.count)
        while low < high {
            let middle = (low + high) / 2
            if chunk[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
