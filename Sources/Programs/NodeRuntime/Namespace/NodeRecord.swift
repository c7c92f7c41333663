import Glibc
import JSONTree
import KubernetesAPI

/// Which process holds the node's namespaces, in a file of the data directory: for `lanyard node exec`, and for the next
/// start to end what an earlier one left.
package struct NodeRecord: Sendable, Hashable {
    package let process: Int32
    /// Clock ticks since the machine started.
    package let started: UInt64

    package init(process: Int32, started: UInt64) {
        self.process = process
        self.started = started
    }

    package static func file(_ directory: String) -> String { directory + "/node.json" }

    /// Reads the record of a node's directory; nil if there is none.
    package static func read(from directory: String) -> NodeRecord? {
        guard let bytes = FileTree.read(file(directory)), let json = try? JSON(parsing: bytes),
            let process = json["process"]?.integer.flatMap({ Int32(exactly: $0) }),
            let started = json["started"]?.integer.flatMap({ UInt64(exactly: $0) })
        else { return nil }
        return NodeRecord(process: process, started: started)
    }

    /// Whether the process still runs: the same id, started at the same time.
    package var isRunning: Bool { ProcessTable.entry(process)?.started == started }

    func write(to directory: String) throws(FileTree.Failure) {
        let json: JSON = ["process": .whole(Int(process)), "started": .whole(Int(started))]
        let path = Self.file(directory)
        try FileTree.write(json.serialized(), to: path + ".new", mode: 0o600)
        guard rename(path + ".new", path) == 0 else { throw FileTree.Failure(path) }
    }

    /// Ends what an earlier process left, if it is provably the one recorded.
    static func endLeftover(in directory: String) {
        defer { unlink(file(directory)) }
        guard let left = read(from: directory), left.process > 1, left.isRunning else { return }
        kill(left.process, SIGKILL)
    }
}
