import Ambient
import Testing

#if canImport(Glibc)
import Glibc

@Suite("Code in memory")
struct MappedCodeTests {
    @Test("What was given back is called again, and mapped as small pages from then on")
    func givesBack() throws {
        MappedCode.giveBack()
        // All of this is code and constants that are mapped again.
        #expect((1...100).map(String.init).joined(separator: ",").utf8.count == 291)
        let code = try mappingsOfCode()
        #expect(!code.isEmpty)
        guard access("/sys/kernel/mm/transparent_hugepage", F_OK) == 0 else { return }
        #expect(code.allSatisfy { $0.flags.contains("nh") }, "\(code)")
    }

    /// The flags of each executable mapping of a file, as the kernel lists them.
    private func mappingsOfCode() throws -> [(name: String, flags: [Substring])] {
        let file = try #require(fopen("/proc/self/smaps", "r"))
        defer { fclose(file) }
        var found: [(name: String, flags: [Substring])] = []
        var name: String?
        var line = [CChar](repeating: 0, count: 8192)
        while fgets(&line, Int32(line.count), file) != nil {
            let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let fields = text.split { $0 == " " || $0 == "\n" }
            if fields.count == 6, fields[1] == "r-xp", fields[5].hasPrefix("/") { name = String(fields[5]) }
            if fields.first == "VmFlags:", let code = name {
                found.append((code, Array(fields.dropFirst())))
                name = nil
            }
        }
        return found
    }
}
#endif
