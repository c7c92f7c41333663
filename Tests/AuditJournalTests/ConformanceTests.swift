import AuditJournal
import SQLiteStore
import Store
import StoreConformance
import Testing

/// The journal does what every audit store does.
struct ConformanceTests {
    @Test(arguments: AuditStoreConformance.claims)
    func `a journal conforms`(_ claim: ConformanceClaim<any AuditStore>) async throws {
        let files = try TemporaryFiles()
        let (journal, index) = (files.file("audit"), files.file("audit.sqlite"))
        let problems = try await claim.problems(of: {
            try await AuditJournal(path: journal, index: SQLiteAuditIndex(path: index))
        })
        #expect(problems == [])
    }
}
