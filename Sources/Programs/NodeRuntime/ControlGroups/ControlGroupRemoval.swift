import Glibc
import JSONTree
import KubernetesAPI

/// How the control groups of one process go again: done by it, by the node's first process if it was killed, or by the next
/// start if both were.
struct ControlGroupRemoval: Sendable, Hashable {
    /// Each is called `lanyard-PROCESS`, and holds the groups of containers.
    let directories: [String]
    /// Those that were handed on (cgroup v2).
    var controllers: [String] = []
    /// The group whose processes were moved into a group of the directory (cgroup v2).
    var origin: String?

    static let prefix = "lanyard-"

    init(directories: [String], controllers: [String] = [], origin: String? = nil) {
        self.directories = directories
        self.controllers = controllers
        self.origin = origin
    }

    init?(_ json: JSON) {
        directories = (json["directories"]?.array ?? []).compactMap(\.string)
        controllers = (json["controllers"]?.array ?? []).compactMap(\.string)
        origin = json["origin"]?.string
        // What somebody else wrote there must not remove other directories.
        guard !directories.isEmpty, directories.allSatisfy({ Self.owner(of: $0) != nil }) else { return nil }
    }

    var json: JSON {
        var json: JSON = ["directories": .strings(directories), "controllers": .strings(controllers)]
        if let origin { json.set("origin", to: .string(origin)) }
        return json
    }

    /// The process that a directory is called after.
    private static func owner(of directory: String) -> Int32? {
        let name = directory.split(separator: "/").last ?? ""
        guard name.hasPrefix(prefix) else { return nil }
        return Int32(name.dropFirst(prefix.count))
    }

    /// Ends what is left in the groups of containers, and removes all; moved processes are again where they were.
    func run() {
        for directory in directories {
            for name in FileTree.names(in: directory) where name != "self" {
                let group = "\(directory)/\(name)"
                guard FileTree.kind(group) == .directory else { continue }
                if FileTree.kind("\(group)/cgroup.kill") != nil { ControlFiles.put("1", "\(group)/cgroup.kill") }
                // They end soon, not at once.
                for _ in 0..<100 where rmdir(group) != 0 && errno == EBUSY { usleep(5000) }
            }
            if !controllers.isEmpty { disable(in: directory) }
            if let origin {
                disable(in: origin)
                ControlFiles.move(from: "\(directory)/self", to: origin)
                rmdir("\(directory)/self")
            }
            rmdir(directory)
        }
    }

    private func disable(in group: String) {
        ControlFiles.put(controllers.map { "-" + $0 }.joined(separator: " "), "\(group)/cgroup.subtree_control")
    }

    /// Removes what processes that were killed have left in a group.
    static func sweep(_ parent: String) {
        for name in FileTree.names(in: parent) where name.hasPrefix(prefix) {
            let directory = "\(parent)/\(name)"
            guard isAbandoned(directory) else { continue }
            rmdir("\(directory)/self")
            ControlGroupRemoval(directories: [directory]).run()
        }
    }

    /// Removes what the process that wrote a record has left, if it was killed.
    static func sweep(record: String) {
        guard let bytes = FileTree.read(record) else { return }
        unlink(record)
        guard let json = try? JSON(parsing: bytes), let removal = ControlGroupRemoval(json) else { return }
        if removal.directories.allSatisfy(isAbandoned) { removal.run() }
    }

    private static func isAbandoned(_ directory: String) -> Bool {
        guard let owner = owner(of: directory) else { return false }
        return kill(owner, 0) != 0 && errno == ESRCH
    }
}
