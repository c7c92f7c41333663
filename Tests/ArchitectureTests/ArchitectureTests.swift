import Foundation
import Testing

@Suite struct ArchitectureTests {
    let tree: SourceTree

    init() throws {
        tree = try SourceTree()
    }

    @Test func `every room stands on a known floor`() {
        #expect(tree.files.count > 100)
        for file in tree.files {
            #expect(Layers.floors.contains(file.floor), "\(file.path)")
        }
    }

    @Test func `no import points up`() {
        let floors = tree.floors
        for file in tree.files {
            for module in file.imports {
                guard let target = floors[module], let from = Layers.floors.firstIndex(of: file.floor),
                    let to = Layers.floors.firstIndex(of: target)
                else { continue }
                #expect(to <= from, "\(file.path) imports \(module) from the floor above")
            }
        }
    }

    @Test func `services do not import each other`() {
        let shared: Set<String> = ["ServiceModel", "Authorization", "RoleSessions"]
        let services = Set(tree.floors.filter { $0.value == "Services" }.keys).subtracting(shared)
        for file in tree.files where file.floor == "Services" {
            for module in file.imports where services.contains(module) {
                #expect(module == file.room, "\(file.path) imports its sibling \(module)")
            }
        }
    }

    @Test func `each library is imported by its owners only`() {
        let rooms = Set(tree.floors.keys).union(["CLinuxNamespaces", "CManagedPolicies", "CZlib"])
        for file in tree.files {
            for module in file.imports where !rooms.contains(module) && !Layers.toolchain.contains(module) {
                #expect(
                    Layers.owners[module]?.contains(file.room) == true,
                    "\(file.path) imports \(module), which \(file.room) does not own"
                )
            }
        }
    }

    @Test func `the hot paths do not import Foundation`() {
        for file in tree.files where Layers.foundationFree.contains(file.room) {
            #expect(!file.imports.contains { $0.hasPrefix("Foundation") }, "\(file.path)")
        }
    }

    @Test func `every room has its paragraph in the architecture document`() throws {
        let document = try String(
            contentsOf: SourceTree.root.appending(path: "Docs/Architecture.md"),
            encoding: .utf8
        )
        for room in tree.floors.keys.sorted() {
            #expect(document.contains("**\(room)**"), "Docs/Architecture.md says nothing of \(room)")
        }
    }

    @Test func `every package declaration of a type or function is documented`() {
        for file in tree.files {
            for (index, line) in file.lines.enumerated() {
                let words = line.trimmingCharacters(in: .whitespaces)
                guard Self.needsComment(words) else { continue }
                #expect(Self.isDocumented(index, in: file.lines), "\(file.path):\(index + 1) \(words)")
            }
        }
    }

    private static func needsComment(_ line: String) -> Bool {
        guard line.hasPrefix("package ") else { return false }
        let kinds: Set<Substring> = ["struct", "enum", "protocol", "class", "actor"]
        let words = line.split(separator: " ").dropFirst()
        return words.first { !["final", "indirect"].contains($0) }.map(kinds.contains) ?? false
    }

    private static func isDocumented(_ index: Int, in lines: [Substring]) -> Bool {
        var above = index - 1
        while above >= 0, lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("@") { above -= 1 }
        return above >= 0 && lines[above].trimmingCharacters(in: .whitespaces).hasPrefix("///")
    }

    @Test func `no source file names a machine path or a work in progress`() {
        let forbidden = ["TODO", "FIXME", "/" + "work/", "XXX"]
        for file in tree.files {
            for word in forbidden {
                #expect(!file.lines.contains { $0.contains(word) }, "\(file.path) contains \(word)")
            }
        }
    }
}
