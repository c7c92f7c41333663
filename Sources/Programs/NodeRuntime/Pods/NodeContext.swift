import Ambient
import Glibc
import Logging

/// What the pods of a node share.
struct NodeContext: Sendable {
    let namespace: NodeNamespace
    let controlGroups: ControlGroups
    /// The node's directory: pods, logs.
    let directory: String
    let dataDirectory: String
    /// Absolute path of `bwrap`.
    let sandboxer: String
    let imagesFile: String
    /// Where this program and those that belong to it are, with a slash at the end.
    let programDirectory: String
    /// The pods' address, which is the node's.
    let address: String
    /// Variables that every container has, as if of its image.
    let variables: [(name: String, value: String)]
    let hosts: [(address: String, name: String)]
    /// A search path.
    let path: String
    let home: String
    let clock: WallClock
    let random: RandomSource
    let logger: Logger

    var emptyFile: String { directory + "/empty" }

    /// What of the machine no pod sees.
    var secrets: HostSecrets { HostSecrets(dataDirectory: dataDirectory, home: home, path: path) }

    func podDirectory(_ uid: String) -> String { "\(directory)/pods/\(uid)" }

    func logDirectory(namespace: String, name: String, uid: String) -> String {
        "\(directory)/logs/\(namespace)_\(name)_\(uid)"
    }

    /// The absolute path of a program of the host; nil if there is none.
    func program(_ name: String) -> String? { Self.find(name, in: path) }

    static func find(_ name: String, in path: String) -> String? {
        if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
        for directory in path.split(separator: ":") {
            let candidate = "\(directory)/\(name)"
            if access(candidate, X_OK) == 0, FileTree.kind(candidate) != .directory { return candidate }
        }
        return nil
    }

    /// 64 hexadecimal digits, as container ids are.
    func containerID() -> String { "lanyard://" + random.text(64, from: Array("0123456789abcdef".utf8)) }
}
