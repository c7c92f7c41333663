package import Store

/// Reads a journal line by line, in order; a line that is still being written is not seen.
package struct JournalReader: Sendable {
    private static let chunk = 1 << 20
    /// The longest line that can be; what is longer is not one of ours.
    private static let longest = 8 << 20

    /// A whole line and where it stands.
    package struct Line: Sendable {
        package let bytes: [UInt8]
        package let segment: Int64
        package let offset: Int64

        /// What the next line names as its previous.
        package var hash: String { JournalHash.of(bytes) }
    }

    private let directory: JournalDirectory
    private var file: SegmentFile?
    package private(set) var segment: Int64
    private var offset: Int64
    private var buffer: [UInt8] = []
    private var start = 0

    /// Reads a journal's directory from its first record, or from a place on.
    ///
    /// - Throws: `StoreError.unavailable`.
    package init(path: String, segment: Int64? = nil, offset: Int64 = 0) throws(StoreError) {
        directory = try JournalDirectory(path: path, makes: false)
        if let segment { self.segment = segment } else { self.segment = try directory.segments().first ?? 1 }
        self.offset = offset
    }

    /// The next line; nil if there is none yet.
    ///
    /// - Throws: `StoreError`; `.corrupt` for a line that never ends.
    package mutating func next() throws(StoreError) -> Line? {
        while true {
            if let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Line(bytes: Array(buffer[start..<end]), segment: segment, offset: offset)
                offset += Int64(end - start) + 1
                start = end + 1
                return line
            }
            guard buffer.count - start <= Self.longest else {
                throw .corrupt("\(directory.file(of: segment)): the line at byte \(offset) does not end")
            }
            if try fill() { continue }
            guard buffer.count == start, let following = try directory.segments().first(where: { $0 > segment }) else {
                return nil
            }
            // What was appended to the old file before the new one was made has to be read first.
            if try fill() { continue }
            segment = following
            offset = 0
            file = nil
        }
    }

    /// Whether more bytes could be read.
    private mutating func fill() throws(StoreError) -> Bool {
        if file == nil {
            guard try directory.segments().contains(segment) else { return false }
            file = try SegmentFile(path: directory.file(of: segment))
        }
        guard let file else { return false }
        let read = try file.read(Self.chunk, at: offset + Int64(buffer.count - start))
        guard !read.isEmpty else { return false }
        if start > 0 { buffer.removeFirst(start) }
        start = 0
        buffer += read
        return true
    }
}
