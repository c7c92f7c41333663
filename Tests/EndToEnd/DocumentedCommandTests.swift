import Foundation
import Testing

/// The commands of the documents that need no server, typed in `Examples/offline` as a reader would type them.
struct DocumentedCommandTests {
    /// A command of a document and what the document says that it prints.
    private struct Example {
        let command: String
        let prints: String

        /// The examples of a document: the lines of its code blocks from one `$ ` to the next, but those of a server.
        static func all(of document: String) throws -> [Example] {
            let text = try String(contentsOfFile: Program.file(document), encoding: .utf8)
            let blocks = text.components(separatedBy: "\n```").enumerated().filter { $0.offset % 2 == 1 }
            return blocks.flatMap { block in
                block.element.components(separatedBy: "\n$ ").dropFirst().map { example in
                    let lines = example.split(separator: "\n", omittingEmptySubsequences: false)
                    return Example(
                        command: lines.first.map(String.init) ?? "",
                        prints: lines.dropFirst().map { $0 + "\n" }.joined()
                    )
                }
            }
            .filter { !$0.command.contains("--data") && !$0.prints.contains("--data") }
        }
    }

    @Test(arguments: [("Docs/Tools.md", 7), ("Docs/PolicyCases.md", 2)])
    func `what the document says is what the program prints`(_ document: String, _ count: Int) throws {
        let examples = try Example.all(of: document)
        #expect(examples.count == count, "\(examples.map(\.command))")
        let directory = try TemporaryDirectory()
        let bin = directory.path + "/bin"
        try FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(atPath: bin + "/lanyard", withDestinationPath: Program.lanyard)
        for example in examples {
            let typed = try Command.run(
                ["bash", "-c", "cd \(Program.file("Examples/offline")) && \(example.command)"],
                environment: ["PATH": bin + ":" + Program.path]
            )
            #expect(typed.errors == "", "\(example.command)")
            #expect(typed.output == example.prints, "\(example.command)")
        }
    }
}
