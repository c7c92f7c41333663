import Glibc
import Synchronization

/// The control groups (cgroup v2) that hold containers to their limits, in a subtree below this process's own group.
///
/// The subtree is made when the first container needs it. Controllers are handed on only by groups without processes: this
/// process and the node's then move into a group of the subtree, unless other processes stand in the way.
final class ControlGroups: Sendable {
    /// There are none, and why.
    struct Unavailable: Error, Sendable, Hashable, CustomStringConvertible {
        let description: String

        init(_ description: String) {
            self.description = description
        }
    }

    private struct Subtree: Sendable {
        let parent: String
        let controllers: [String]
        /// Whether the processes of the parent have been moved into `OWN/self`.
        let hasMoved: Bool
    }

    private static let advice =
        "start `lanyard up` in a group of its own: systemd-run --scope -p Delegate=yes lanyard up …"

    /// This process, and the node's first.
    private let processes: [Int32]
    private let mounts: String
    private let membership: String
    private let hasSwap: Bool
    private let subtree = Mutex<Result<Subtree, Unavailable>?>(nil)

    /// The texts are those of `/proc/self/mountinfo`, `/proc/self/cgroup` and `/proc/swaps`.
    init(processes: [Int32], mounts: String? = nil, membership: String? = nil, swaps: String? = nil) {
        self.processes = processes
        self.mounts = mounts ?? Self.text("/proc/self/mountinfo")
        self.membership = membership ?? Self.text("/proc/self/cgroup")
        hasSwap = (swaps ?? Self.text("/proc/swaps")).split(separator: "\n").count > 1
    }

    /// The limits that nothing will hold a container to, in words, by the reason.
    func unenforced(_ limits: ResourceLimits) -> [String: [String]] {
        guard !limits.texts.isEmpty else { return [:] }
        func shown(_ names: [String]) -> [String] { names.sorted().map { "\($0) \(limits.texts[$0] ?? "")" } }
        switch result() {
        case .failure(let reason): return [reason.description: shown(Array(limits.texts.keys))]
        case .success(let subtree):
            var missing: [String: [String]] = [:]
            for name in shown(limits.texts.keys.filter { !subtree.controllers.contains($0) }) {
                let kind = name.prefix { $0 != " " }
                missing["there is no controller for \(kind) in \(subtree.parent)", default: []].append(name)
            }
            return missing
        }
    }

    /// The group for a container; nil if it needs none, or there are none here (`unenforced` says so).
    ///
    /// - Throws: `NodeFailure`.
    func group(named name: String, limits: ResourceLimits) throws(NodeFailure) -> ControlGroup? {
        guard limits.memory != nil || limits.processor != nil, case .success(let subtree) = result() else { return nil }
        var group = ControlGroup(directory: "\(own(subtree.parent))/\(name)")
        guard mkdir(group.directory, 0o755) == 0 || errno == EEXIST else { throw Self.failure(group.directory) }
        func set(_ file: String, _ text: String) throws(NodeFailure) {
            guard Self.put(text, "\(group.directory)/\(file)") else { throw Self.failure("\(group.directory)/\(file)") }
        }
        if let memory = limits.memory, subtree.controllers.contains("memory") {
            try set("memory.max", String(memory))
            // Not on every machine; as kubelet sets them. Without swap there is none to use.
            if !Self.put("0", group.directory + "/memory.swap.max"), hasSwap {
                let reason = Self.reason
                group.shortcomings.append("memory beyond the limit may go to swap: memory.swap.max: \(reason)")
            }
            if !Self.put("1", group.directory + "/memory.oom.group") {
                let reason = Self.reason
                group.shortcomings.append(
                    "beyond its memory limit only one process of the container is killed: memory.oom.group: \(reason)"
                )
            }
        }
        if let quota = limits.quota, subtree.controllers.contains("cpu") {
            try set("cpu.max", "\(quota) 100000")
        }
        return group
    }

    /// Removes the subtree, after the node has ended; the processes that are left are again where they were.
    func remove() {
        guard case .success(let subtree)? = subtree.withLock({ $0 }) else { return }
        Self.remove(subtree, own(subtree.parent))
    }

    private func own(_ parent: String) -> String { "\(parent)/lanyard-\(processes[0])" }

    private func result() -> Result<Subtree, Unavailable> {
        subtree.withLock { known in
            if let known { return known }
            let made: Result<Subtree, Unavailable>
            do throws(Unavailable) { made = .success(try make()) } catch { made = .failure(error) }
            known = made
            return made
        }
    }

    private func make() throws(Unavailable) -> Subtree {
        let parent = try Self.directory(mounts: mounts, membership: membership)
        let present = Self.words("\(parent)/cgroup.controllers")
        let controllers = ["cpu", "memory"].filter(present.contains)
        guard !controllers.isEmpty else {
            throw Unavailable("cgroup v2 has neither memory nor cpu in \(parent); cgroup v1 is not used")
        }
        Self.sweep(parent)
        let own = own(parent)
        guard mkdir(own, 0o755) == 0 || errno == EEXIST else {
            throw Unavailable("\(parent): \(Self.reason); \(Self.advice)")
        }
        do throws(Unavailable) {
            let hasMoved = try handOn(controllers, in: parent, own)
            let subtree = Subtree(parent: parent, controllers: controllers, hasMoved: hasMoved)
            guard Self.put(Self.enabling(controllers), "\(own)/cgroup.subtree_control") else {
                let reason = Self.reason
                Self.remove(subtree, own)
                throw Unavailable("\(own): \(reason)")
            }
            return subtree
        } catch {
            rmdir(own)
            throw error
        }
    }

    /// Enables the controllers for the groups of a group; whether its processes had to be moved for that.
    private func handOn(_ controllers: [String], in parent: String, _ own: String) throws(Unavailable) -> Bool {
        let enabling = Self.enabling(controllers)
        let control = "\(parent)/cgroup.subtree_control"
        if Self.put(enabling, control) { return false }
        guard errno == EBUSY else { throw Unavailable("\(control): \(Self.reason); \(Self.advice)") }
        let inner = "\(own)/self"
        guard mkdir(inner, 0o755) == 0 || errno == EEXIST else { throw Unavailable("\(inner): \(Self.reason)") }
        // More than once, since they may start others meanwhile.
        for _ in 0..<10 {
            let present = Self.words("\(parent)/cgroup.procs").compactMap { Int32($0) }
            if let other = present.first(where: { !isOurs($0) }) {
                Self.move(from: inner, to: parent)
                rmdir(inner)
                throw Unavailable("process \(other) is in \(parent) too; \(Self.advice)")
            }
            for process in present { _ = Self.put(String(process), "\(inner)/cgroup.procs") }
            if Self.put(enabling, control) { return true }
        }
        let reason = Self.reason
        Self.move(from: inner, to: parent)
        rmdir(inner)
        throw Unavailable("\(control): \(reason)")
    }

    private func isOurs(_ process: Int32) -> Bool {
        var process = process
        for _ in 0..<100 {
            if processes.contains(process) { return true }
            guard process > 1, let parent = ProcessTable.entry(process)?.parent else { return process > 1 }
            process = parent
        }
        return false
    }

    /// This process's group, as a directory.
    ///
    /// - Throws: `Unavailable`.
    static func directory(mounts: String, membership: String) throws(Unavailable) -> String {
        let own = membership.split(separator: "\n").first { $0.hasPrefix("0::") }
        let mount = mounts.split(separator: "\n").map { $0.split(separator: " ") }.first { fields in
            fields.firstIndex(of: "-").map { fields.dropFirst($0 + 1).first == "cgroup2" } ?? false
        }
        guard let own, let mount, mount.count > 4 else { throw Unavailable("this machine has no cgroup v2") }
        let root = mount[3] == "/" ? "" : String(mount[3])
        let path = String(own.dropFirst(3))
        guard path.hasPrefix(root), !path.split(separator: "/").contains("..") else {
            throw Unavailable("the control group \(path) is not below the mount \(mount[4])")
        }
        let inside = path.dropFirst(root.count)
        return String(mount[4]) + (inside == "/" ? "" : inside)
    }

    /// What processes that were killed have left.
    private static func sweep(_ parent: String) {
        for name in FileTree.names(in: parent) where name.hasPrefix("lanyard-") {
            guard let process = Int32(name.dropFirst("lanyard-".count)), kill(process, 0) != 0, errno == ESRCH else {
                continue
            }
            for inner in FileTree.names(in: "\(parent)/\(name)") { rmdir("\(parent)/\(name)/\(inner)") }
            rmdir("\(parent)/\(name)")
        }
    }

    private static func remove(_ subtree: Subtree, _ own: String) {
        for name in FileTree.names(in: own) where name != "self" && FileTree.kind("\(own)/\(name)") == .directory {
            _ = put("1", "\(own)/\(name)/cgroup.kill")
            // They end soon, not at once.
            for _ in 0..<100 where rmdir("\(own)/\(name)") != 0 && errno == EBUSY { usleep(5000) }
        }
        let disabling = subtree.controllers.map { "-" + $0 }.joined(separator: " ")
        _ = put(disabling, "\(own)/cgroup.subtree_control")
        if subtree.hasMoved {
            _ = put(disabling, "\(subtree.parent)/cgroup.subtree_control")
            move(from: "\(own)/self", to: subtree.parent)
            rmdir("\(own)/self")
        }
        rmdir(own)
    }

    private static func move(from: String, to: String) {
        for process in words("\(from)/cgroup.procs") { _ = put(process, "\(to)/cgroup.procs") }
    }

    private static func enabling(_ controllers: [String]) -> String {
        controllers.map { "+" + $0 }.joined(separator: " ")
    }

    private static func words(_ path: String) -> [String] {
        text(path).split(whereSeparator: \.isWhitespace).map(String.init)
    }

    fileprivate static func text(_ path: String) -> String {
        String(decoding: FileTree.read(path) ?? [], as: UTF8.self)
    }

    /// Control files are written in one piece; false with `errno` if the kernel does not take it.
    private static func put(_ text: String, _ path: String) -> Bool {
        var descriptor = open(path, O_WRONLY | O_CLOEXEC)
        if descriptor < 0, errno == ENOENT {
            // A control group takes no new files, a directory in its place does.
            descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
            if descriptor < 0 { errno = ENOENT }
        }
        guard descriptor >= 0 else { return false }
        let written = Array(text.utf8).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        let reason = errno
        close(descriptor)
        errno = reason
        return written == text.utf8.count
    }

    private static var reason: String { String(cString: strerror(errno)) }

    private static func failure(_ path: String) -> NodeFailure { NodeFailure("control group \(path): \(reason)") }
}

/// The control group of one container.
struct ControlGroup: Sendable, Hashable {
    let directory: String
    /// What the kernel does not hold the container to, in words.
    var shortcomings: [String] = []

    /// The file by which a process enters it.
    var processes: String { directory + "/cgroup.procs" }

    /// Whether the kernel has killed a process of it for using more memory than it may.
    var wasOutOfMemory: Bool {
        ControlGroups.text(directory + "/memory.events").split(separator: "\n").contains { line in
            let pair = line.split(separator: " ")
            return pair.count == 2 && pair[0] == "oom_kill" && pair[1] != "0"
        }
    }

    /// Removes it, once its processes have ended, which they do soon.
    func remove() async {
        for _ in 0..<100 {
            if rmdir(directory) == 0 || errno != EBUSY { return }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }
}
