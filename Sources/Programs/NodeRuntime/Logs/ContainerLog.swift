import Glibc
import Synchronization

/// What one run of a container writes: kept in a file of bounded size, and told to those who follow.
final class ContainerLog: Sendable {
    /// A file that has grown to this many bytes is put aside, and the one before it removed.
    static let fileSize = 10 << 20
    private static let followerCapacity = 4096

    private struct State {
        var descriptor: Int32
        var size: Int
        var isClosed = false
        var followers: [Int: AsyncStream<LogLine>.Continuation] = [:]
        var next = 0
    }

    let path: String
    private let limit: Int
    private let state: Mutex<State>

    /// Makes the file, and the directories above it.
    ///
    /// - Throws: `FileTree.Failure`.
    init(path: String, limit: Int = ContainerLog.fileSize) throws(FileTree.Failure) {
        self.path = path
        self.limit = limit
        if let mark = path.lastIndex(of: "/") { try FileTree.makeDirectory(String(path[..<mark])) }
        let descriptor = Self.open(path)
        guard descriptor >= 0 else { throw FileTree.Failure(path) }
        state = Mutex(State(descriptor: descriptor, size: 0))
    }

    deinit {
        finish()
    }

    /// Reads a stream of the container to its end.
    func consume(_ descriptor: AsyncDescriptor, isError: Bool) async {
        var splitter = LineSplitter()
        while let piece = await descriptor.read() {
            let time = LogLine.now()
            for line in splitter.lines(piece) {
                append(LogLine(time: time, isError: isError, isPartial: line.isPartial, text: line.text))
            }
        }
        if let rest = splitter.end() {
            append(LogLine(time: LogLine.now(), isError: isError, isPartial: true, text: rest))
        }
    }

    func append(_ line: LogLine) {
        let bytes = line.encoded
        let followers = state.withLock { state -> [Int: AsyncStream<LogLine>.Continuation] in
            guard !state.isClosed else { return [:] }
            if state.size + bytes.count > limit { rotate(&state) }
            if FileTree.write(bytes, to: state.descriptor) { state.size += bytes.count }
            return state.followers
        }
        // Outside of the lock, which the end of a follower takes.
        for follower in followers.values {
            // Who reads too slowly is ended rather than shown a log with holes.
            if case .dropped = follower.yield(line) { follower.finish() }
        }
    }

    /// No more is written; followers end.
    func finish() {
        let followers = state.withLock { state -> [AsyncStream<LogLine>.Continuation] in
            guard !state.isClosed else { return [] }
            state.isClosed = true
            close(state.descriptor)
            defer { state.followers = [:] }
            return Array(state.followers.values)
        }
        for follower in followers { follower.finish() }
    }

    /// What was written so far, and then each line as it is written.
    func follow() -> (past: [LogLine], lines: AsyncStream<LogLine>) {
        let (stream, continuation) = AsyncStream<LogLine>.makeStream(
            bufferingPolicy: .bufferingOldest(Self.followerCapacity)
        )
        let (past, id) = state.withLock { state -> ([LogLine], Int?) in
            let past = Self.read(path)
            guard !state.isClosed else { return (past, nil) }
            state.next += 1
            state.followers[state.next] = continuation
            return (past, state.next)
        }
        guard let id else {
            continuation.finish()
            return (past, stream)
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.followers.removeValue(forKey: id) }
        }
        return (past, stream)
    }

    /// The lines of a log's files, the older one first.
    static func read(_ path: String) -> [LogLine] {
        [path + ".1", path].flatMap { path in
            (FileTree.read(path, limit: 2 * fileSize) ?? []).split(separator: UInt8(ascii: "\n"))
                .compactMap { LogLine($0) }
        }
    }

    private func rotate(_ state: inout State) {
        close(state.descriptor)
        rename(path, path + ".1")
        state.descriptor = Self.open(path)
        state.size = 0
    }

    private static func open(_ path: String) -> Int32 {
        Glibc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    }
}
