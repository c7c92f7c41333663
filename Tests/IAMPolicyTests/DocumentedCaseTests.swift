import Foundation
import JSONTree
import Testing

@testable import IAMPolicy

/// Cases written from AWS's documentation with the decision first, before they were decided: `id` is the decision that is
/// documented, and what the case is about.
struct DocumentedCaseTests {
    @Test func `every documented case is decided as documented`() throws {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "DocumentedCases.jsonl")
        let lines = Array(try Data(contentsOf: file)).split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == 815)
        for line in lines {
            let answer = EvaluationCase.answer(Array(line))
            #expect(answer["decision"] == answer["id"]?.array?.first, "\(answer["id"]?.text() ?? "no id")")
        }
    }
}
