import Store

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The directory of the journal's files, each named for the number of its first record.
struct JournalDirectory: Sendable {
    private static let suffix = ".jsonl"

    let path: String

    /// Makes the directory if it is not there, for its owner only.
    ///
    /// - Throws: `StoreError.unavailable`.
    init(path: String, makes: Bool) throws(StoreError) {
        self.path = path
        if makes, mkdir(path, 0o700) != 0, errno != EEXIST { throw failure() }
    }

    private func failure() -> StoreError { .unavailable("\(path): \(String(cString: strerror(errno)))") }

    /// The segments, oldest first.
    func segments() throws(StoreError) -> [Int64] {
        guard let directory = opendir(path) else { throw failure() }
        defer { closedir(directory) }
        var found: [Int64] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard name.hasSuffix(Self.suffix), let number = Int64(name.dropLast(Self.suffix.count)) else { continue }
            found.append(number)
        }
        return found.sorted()
    }

    func file(of segment: Int64) -> String {
        let digits = String(segment)
        return path + "/" + String(repeating: "0", count: max(0, 16 - digits.count)) + digits + Self.suffix
    }

    /// Has the names of the files outlive a crash.
    func synchronize() throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure() }
    }

    func remove(_ segment: Int64) throws(StoreError) {
        guard unlink(file(of: segment)) == 0 else { throw failure() }
    }
}
