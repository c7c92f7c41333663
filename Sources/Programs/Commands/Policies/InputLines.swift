import Glibc

/// The lines of standard input as bytes, each as soon as it has come.
struct InputLines {
    /// Longer lines are cut there, one byte beyond what may be read, and so refused as too long.
    private let maximumBytes: Int
    private var waiting: [UInt8] = []
    /// What of `waiting` was given out, or searched for an end already.
    private var taken = 0
    private var searched = 0
    private var hasEnded = false

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    /// Without its line feed; nil at the end.
    ///
    /// - Throws: `CommandFailure` if standard input cannot be read, such as a directory.
    mutating func next() throws(CommandFailure) -> [UInt8]? {
        while true {
            if let end = waiting[searched...].firstIndex(of: 0x0A) {
                let line = cut(waiting[taken..<end])
                taken = end + 1
                searched = taken
                return line
            }
            searched = waiting.count
            if hasEnded {
                guard taken < waiting.count else { return nil }
                let line = cut(waiting[taken...])
                taken = waiting.count
                return line
            }
            try read()
        }
    }

    private func cut(_ line: ArraySlice<UInt8>) -> [UInt8] { Array(line.prefix(maximumBytes + 1)) }

    private mutating func read() throws(CommandFailure) {
        waiting.removeFirst(taken)
        searched -= taken
        taken = 0
        // What no line may have is not kept.
        if waiting.count > maximumBytes + 1 {
            waiting.removeLast(waiting.count - maximumBytes - 1)
            searched = waiting.count
        }
        var chunk = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(STDIN_FILENO, &chunk, chunk.count)
        if count > 0 {
            waiting += chunk.prefix(count)
        } else if count == 0 {
            hasEnded = true
        } else if errno != EINTR {
            throw CommandFailure("standard input cannot be read: \(String(cString: strerror(errno)))")
        }
    }
}
