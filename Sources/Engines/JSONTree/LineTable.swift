/// Where the lines of a text begin, for telling places as editors count them: lines and UTF-16 columns, both from 1.
struct LineTable {
    private let lineStarts: [Int]
    /// The bytes, in order, with which no UTF-16 unit begins.
    private let inner: [Int]

    /// Takes a text from its beginning.
    init(_ bytes: ArraySlice<UInt8>) {
        var starts = [0]
        var inner: [Int] = []
        var before: UInt8 = 0
        for (offset, byte) in bytes.enumerated() {
            if byte == 0x0A { starts.append(offset + 1) }
            // The second of four bytes stands for the second unit of a surrogate pair.
            if byte & 0xC0 == 0x80, before & 0xF8 != 0xF0 { inner.append(offset) }
            before = byte
        }
        lineStarts = starts
        self.inner = inner
    }

    func position(of offset: Int) -> LocatedJSON.Position {
        let line = Self.count(of: lineStarts, below: offset + 1)
        let start = lineStarts[line - 1]
        let skipped = Self.count(of: inner, below: offset) - Self.count(of: inner, below: start)
        return LocatedJSON.Position(line: line, column: offset - start - skipped + 1)
    }

    /// How many of some ascending numbers are smaller than a limit.
    private static func count(of numbers: [Int], below limit: Int) -> Int {
        var low = 0
        var high = numbers.count
        while low < high {
            let middle = (low + high) / 2
            if numbers[middle] < limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
