import Foundation

#if canImport(Glibc)
import Glibc
#endif

/// What a program needed to start and will hardly need again.
package enum StartUpMemory {
    /// Unmaps the pages of code that the start touched.
    ///
    /// Code is read-only and on disk: what is called again is mapped again, a page fault each. Most is not: parsing
    /// arguments, making certificates, migrating databases.
    package static func giveBack() {
        #if canImport(Glibc)
        guard let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8) else { return }
        for line in maps.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count == 6, fields[1] == "r-xp", fields[5].hasPrefix("/") else { continue }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, let start = UnsafeMutableRawPointer(bitPattern: ends[0]) else { continue }
            madvise(start, Int(ends[1] - ends[0]), MADV_DONTNEED)
        }
        #endif
    }
}
