import Foundation

/// The files under `Sources`, as the architecture tests read them.
struct SourceTree {
    struct File {
        let floor: String
        let room: String
        let path: String
        let lines: [Substring]

        /// The modules the file imports.
        var imports: [String] {
            lines.compactMap { line in
                var words = line.split(separator: " ")
                while let first = words.first,
                    ["package", "internal", "public", "private", "fileprivate"].contains(first)
                {
                    words.removeFirst()
                }
                if words.first?.hasPrefix("@") == true { words.removeFirst() }
                guard words.count >= 2, words[0] == "import" else { return nil }
                // `import struct Module.Type` names the module after the kind.
                let name =
                    ["struct", "enum", "class", "protocol", "func", "var", "typealias"].contains(words[1])
                    ? words[2] : words[1]
                return String(name.split(separator: ".")[0])
            }
        }
    }

    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    let files: [File]

    init() throws {
        let sources = Self.root.appending(path: "Sources")
        var files: [File] = []
        let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
        for path in paths.sorted() where path.hasSuffix(".swift") {
            let parts = path.split(separator: "/")
            let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
            files.append(
                File(
                    floor: String(parts[0]),
                    room: String(parts[1]),
                    path: path,
                    lines: text.split(separator: "\n", omittingEmptySubsequences: false)
                )
            )
        }
        self.files = files
    }

    /// The floor of each room.
    var floors: [String: String] {
        Dictionary(files.map { ($0.room, $0.floor) }, uniquingKeysWith: { first, _ in first })
    }
}
