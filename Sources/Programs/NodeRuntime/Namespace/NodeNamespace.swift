import CLinuxNamespaces
import Glibc
import JSONTree
import KubernetesAPI

/// The namespaces of the node, and the ways to act inside of them.
package final class NodeNamespace: Sendable {
    /// A process of the node.
    struct Process: Sendable {
        /// As the node counts them.
        let id: Int32
    }

    /// How a process is started.
    struct Start: Sendable {
        var arguments: [String]
        var variables: [String] = []
        var directory: String?
        /// Become 0, 1, 2, …; they stay the caller's.
        var descriptors: [Int32]
        /// A process whose sandbox is entered first.
        var inside: Int32?
        var isTerminal = false
        /// The `cgroup.procs` of the control groups that it is in.
        var controlGroups: [String] = []
        /// Gives up all capabilities, and becomes this user.
        var user: ContainerUser?
    }

    /// Whether this process is root, with the means to use more than one user id.
    let isPrivileged: Bool
    /// The node's first process, as this process counts.
    let process: Int32
    private let connection: NodeConnection
    private let directory: String

    /// Where this process sees the node's files, with what is mounted in the node only.
    var root: String { "/proc/\(process)/root" }

    /// Makes the namespaces: as root at once, as another user inside a user namespace.
    ///
    /// `directory` keeps the record by which leftovers are found.
    ///
    /// - Throws: `NodeFailure` if the machine does not let it.
    package init(program: String, directory: String) async throws {
        self.directory = directory
        isPrivileged = geteuid() == 0
        do { try FileTree.makeDirectory(directory) } catch { throw NodeFailure("\(error)") }
        NodeRecord.endLeftover(in: directory)
        var pair: [Int32] = [-1, -1]
        let kind = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &pair) == 0 else {
            throw NodeFailure("socketpair: \(String(cString: strerror(errno)))")
        }
        let arguments = CStrings(["lanyard", NodeInit.subcommand])
        let variables = CStrings(["PATH=" + (getenv("PATH").map { String(cString: $0) } ?? "/usr/bin:/bin")])
        var step: UnsafePointer<CChar>?
        let process = lanyard_start_node(
            program,
            arguments.pointers,
            variables.pointers,
            pair[1],
            isPrivileged ? 0 : 1,
            &step
        )
        let reason = String(cString: strerror(errno))
        withExtendedLifetime((arguments, variables)) {}
        close(pair[1])
        guard process > 0 else {
            close(pair[0])
            throw NodeFailure("\(step.map { String(cString: $0) } ?? "start"): \(reason)")
        }
        self.process = process
        connection = NodeConnection(socket: pair[0])
        do {
            try await connection.ready()
            guard let entry = ProcessTable.entry(process) else { throw NodeFailure("the node has ended") }
            try NodeRecord(process: process, started: entry.started).write(to: directory)
        } catch {
            connection.shutDown()
            throw NodeFailure("\(error)")
        }
    }

    /// Ends the node and everything in it.
    package func shutDown() {
        connection.shutDown()
        unlink(NodeRecord.file(directory))
    }

    /// Gives the loopback device of the node an IPv4 address, under a label of at most 9 characters of its own.
    ///
    /// - Throws: `NodeFailure`.
    package func add(address: String, label: String) async throws {
        _ = try await connection.ask(["do": "address", "address": .string(address), "label": .string(label)])
    }

    /// A listening socket inside the node, which the caller closes.
    ///
    /// - Throws: `NodeFailure`.
    package func listen(address: String, port: Int) async throws -> Int32 {
        let request: JSON = ["do": "listen", "address": .string(address), "port": .whole(port)]
        guard let descriptor = try await connection.ask(request).descriptor else {
            throw NodeFailure("no socket on \(address):\(port)")
        }
        return descriptor
    }

    /// A TCP socket of the node that is not connected; the caller closes it.
    func socket() async throws -> Int32 {
        guard let descriptor = try await connection.ask(["do": "socket"]).descriptor else {
            throw NodeFailure("no socket")
        }
        return descriptor
    }

    /// Has the node's first process remove control groups when it ends, which it also does if this process is killed.
    func leave(_ removal: ControlGroupRemoval) async {
        // It can only fail when the node has ended; what it has left then is recorded for the next start.
        _ = try? await connection.ask(["do": "groups", "removal": removal.json])
    }

    /// Mounts a tmpfs on a directory, which only the node and its containers see.
    ///
    /// - Throws: `NodeFailure` if the machine does not let it.
    func mountMemory(at path: String, options: String) async throws {
        _ = try await connection.ask(["do": "mount", "path": .string(path), "options": .string(options)])
    }

    /// Undoes `mountMemory`.
    ///
    /// - Throws: `NodeFailure`.
    func unmount(_ path: String) async throws {
        _ = try await connection.ask(["do": "unmount", "path": .string(path)])
    }

    func start(_ start: Start) async throws -> Process {
        var request: JSON = [
            "do": "spawn", "arguments": .strings(start.arguments), "variables": .strings(start.variables),
            "terminal": .boolean(start.isTerminal),
        ]
        if let directory = start.directory { request.set("directory", to: .string(directory)) }
        if let inside = start.inside { request.set("enter", to: .whole(Int(inside))) }
        if !start.controlGroups.isEmpty { request.set("cgroups", to: .strings(start.controlGroups)) }
        if let user = start.user {
            request.set("restricted", to: true)
            request.set("user", to: .whole(user.id))
            request.set("group", to: .whole(user.group))
            request.set("groups", to: .array(user.groups.map { .whole($0) }))
        }
        let answer = try await connection.ask(request, descriptors: start.descriptors)
        guard let id = answer.message["process"]?.integer else { throw NodeFailure("no process") }
        return Process(id: Int32(truncatingIfNeeded: id))
    }

    /// The exit code of a process once it has ended; asked once.
    func end(of process: Process) async -> Int { await connection.end(of: process.id) }

    /// Whether a sandbox stands, whose first process this is: it then has started the command, or ended.
    ///
    /// - Throws: `NodeFailure`.
    func hasBegun(_ process: Int32) async throws -> Bool {
        try await connection.ask(["do": "begun", "process": .whole(Int(process))]).message["begun"]?.boolean == true
    }

    /// Sends a signal to a process, or to the children of one.
    ///
    /// It can only fail when the node has ended, and every process of it with it.
    func signal(_ number: Int32, to process: Int32, children: Bool = false) async {
        _ = try? await connection.ask([
            "do": "signal", "process": .whole(Int(process)), "number": .whole(Int(number)),
            "children": .boolean(children),
        ])
    }

    /// Runs a program inside the namespaces of a node that another process holds; returns its exit code.
    package static func execute(_ arguments: [String], variables: [String], in record: NodeRecord) -> Int32 {
        let (arguments, variables) = (CStrings(arguments), CStrings(variables))
        defer { withExtendedLifetime((arguments, variables)) {} }
        return lanyard_run_inside(record.process, arguments.pointers, variables.pointers)
    }
}

/// Who a container's processes run as.
struct ContainerUser: Sendable, Hashable {
    var id = 0
    var group = 0
    var groups: [Int] = []
}
