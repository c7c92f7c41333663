import Foundation
import Testing

/// Rooms that stand without tests of their own, and why; the list may only become shorter.
private let untested: [String: String] = [
    "lanyard": "nothing but the entry point of Commands", "lanyard-agent": "nothing but the entry point of NodeAgent",
    "CLinuxNamespaces": "system calls that NodeRuntime's tests make",
    "CManagedPolicies": "data that ManagedPolicies reads",
    "CZlib": "a system library",
]

@Suite struct TestedRoomTests {
    @Test func `every room has tests of its own, but those named here`() throws {
        let tree = try SourceTree()
        for room in tree.floors.keys.sorted() where untested[room] == nil {
            let tests = SourceTree.root.appending(path: "Tests/\(room)Tests")
            let files = try? FileManager.default.subpathsOfDirectory(atPath: tests.path)
            let texts = (files ?? []).filter { $0.hasSuffix(".swift") }
                .compactMap { try? String(contentsOf: tests.appending(path: $0), encoding: .utf8) }
            #expect(texts.contains { $0.contains("@Test") }, "\(room) has no tests of its own")
        }
    }

    @Test func `no room is named here that has tests, or is not there`() throws {
        let rooms = try Set(SourceTree().floors.keys).union(["CLinuxNamespaces", "CManagedPolicies", "CZlib"])
        for room in untested.keys.sorted() {
            #expect(rooms.contains(room), "there is no room \(room)")
            let tests = SourceTree.root.appending(path: "Tests/\(room)Tests").path
            #expect(!FileManager.default.fileExists(atPath: tests), "\(room) has tests now")
        }
    }

    @Test func `the manifest leaves out no tests but theirs`() throws {
        let manifest = try String(contentsOf: SourceTree.root.appending(path: "Package.swift"), encoding: .utf8)
        let without = manifest.split(separator: "targets += room(").dropFirst().filter { $0.contains("tested: nil") }
        let names = without.compactMap { $0.firstMatch(of: /"[A-Za-z]+",\s+"([A-Za-z]+)"/)?.1 }
        #expect(names.count == without.count)
        for name in names { #expect(untested[String(name)] != nil, "\(name) is declared without tests") }
    }
}
