import Foundation
import Testing

@testable import Commands

/// Policies in files and directories.
struct PolicyDirectoryTests {
    private func inDirectory(_ files: [String: [UInt8]], _ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, bytes) in files {
            let file = directory.appendingPathComponent(name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(bytes).write(to: file)
        }
        try body(directory.path)
    }

    @Test func `a directory's policies are those with statements, below it too, and broken ones`() throws {
        let files: [String: [UInt8]] = [
            "b.json": Array(#"{"Statement": []}"#.utf8), "a/c.json": Array("{".utf8),
            "package.json": Array(#"{"name": "x"}"#.utf8), "notes.txt": Array("{}".utf8),
        ]
        try inDirectory(files) { directory in
            #expect(PolicyDirectory.isDirectory(directory))
            let names = try PolicyDirectory.policies(in: directory + "/").map(\.name)
            #expect(names == [directory + "/a/c.json", directory + "/b.json"])
        }
    }

    @Test func `a directory without policies, and what is no policy, is refused`() throws {
        let files: [String: [UInt8]] = [
            "list.json": Array("[]".utf8), "latin.json": Array(#"{"Id": ""#.utf8) + [0xE9] + Array(#""}"#.utf8),
            "marked.json": [0xEF, 0xBB, 0xBF] + Array("{}".utf8), "deep/package.json": Array("{}".utf8),
        ]
        try inDirectory(files) { directory in
            #expect(throws: CommandFailure.self) { try PolicyDirectory.policies(in: directory + "/deep") }
            #expect(throws: CommandFailure.self) { try PolicyDirectory.policy(in: directory + "/list.json") }
            #expect(throws: CommandFailure.self) { try PolicyDirectory.policy(in: directory + "/latin.json") }
            #expect(throws: Never.self) { try PolicyDirectory.policy(in: directory + "/marked.json") }
        }
    }
}
