#if canImport(Glibc)
import Glibc
#endif

/// Keeps the agent small: it runs on every node.
enum StartUpMemory {
    /// Unmaps the pages of code and constants that the start touched; what is needed again is mapped again, a page
    /// fault each.
    ///
    /// Constants are those at the beginning of a file: what is read-only behind the code may have been relocated, and must
    /// stay.
    static func giveBack() {
        #if canImport(Glibc)
        guard let maps = try? FileText.read("/proc/self/maps", limit: 1024 * 1024) else { return }
        for line in maps.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count == 6, fields[5].hasPrefix("/"),
                fields[1] == "r-xp" || fields[1] == "r--p" && fields[2].allSatisfy({ $0 == "0" })
            else { continue }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, let start = UnsafeMutableRawPointer(bitPattern: ends[0]) else { continue }
            madvise(start, Int(ends[1] - ends[0]), MADV_DONTNEED)
        }
        #endif
    }
}
