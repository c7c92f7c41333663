#if canImport(Glibc)
import Glibc
#endif

/// The pages of the program's code and constants that are in memory: most of what a small program is resident with.
package enum MappedCode {
    private static let limit = 1024 * 1024

    /// Unmaps the pages that were needed so far, and has those that are needed again mapped as small pages.
    ///
    /// Code is read-only and on disk: what is called again is mapped again, a page fault each. Most of what a start touched is
    /// not: parsing arguments, making certificates, migrating databases. Left to itself the kernel maps two megabytes at once
    /// where it can, for a few functions. Constants are those at the beginning of a file: what is read-only behind the code may
    /// have been relocated, and must stay.
    package static func giveBack() {
        #if canImport(Glibc)
        guard let maps = readMaps() else { return }
        for line in maps.split(separator: "\n") {
            let fields = line.split(separator: " ", omittingEmptySubsequences: true)
            guard fields.count == 6, fields[5].hasPrefix("/"),
                fields[1] == "r-xp" || fields[1] == "r--p" && fields[2].allSatisfy({ $0 == "0" })
            else { continue }
            let ends = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard ends.count == 2, let start = UnsafeMutableRawPointer(bitPattern: ends[0]) else { continue }
            // Kernels without large pages refuse the first, and have nothing to split.
            madvise(start, Int(ends[1] - ends[0]), MADV_NOHUGEPAGE)
            madvise(start, Int(ends[1] - ends[0]), MADV_DONTNEED)
        }
        #endif
    }

    #if canImport(Glibc)
    private static func readMaps() -> String? {
        let file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        while bytes.count < limit {
            let count = read(file, &chunk, chunk.count)
            guard count > 0 else { return count == 0 ? String(decoding: bytes, as: UTF8.self) : nil }
            bytes += chunk[..<count]
        }
        return nil
    }
    #endif
}
