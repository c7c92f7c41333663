import JSONTree
import KubernetesClient
import Testing

struct YAMLDocumentsTests {
    @Test func `documents become JSON, scalars as Kubernetes reads them`() throws {
        let documents = try YAMLDocuments.parse(
            """
            # the first
            a: 1
            b: [true, "true", ~, 1.5, 0x10, 2026-01-01T00:00:00Z, yes]
            ---
            ---
            c: |
              x
              y
            """
        )
        let half = JSON.number(try #require(JSONNumber(1.5)))
        #expect(
            documents == [
                ["a": 1, "b": [true, "true", .null, half, 16, "2026-01-01T00:00:00Z", true]], ["c": "x\ny"],
            ]
        )
    }

    @Test(arguments: ["a: [", "a: b: c", "? [x]\n: y", "a: *nothing"])
    func `what is no YAML is refused`(_ text: String) {
        #expect(throws: AccessError.self) { _ = try YAMLDocuments.parse(text) }
    }

    @Test func `a small file does not become a large one`() {
        var text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        for level in 1...9 {
            text += "a\(level): &a\(level) [\((0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ","))]\n"
        }
        #expect(throws: AccessError.self) { _ = try YAMLDocuments.parse(text) }
    }
}
