import Glibc

/// Groups of cgroup v2, in a subtree below this process's own group.
///
/// Controllers are handed on only by groups without processes: this process and the node's then move into a group of the
/// subtree, unless other processes stand in the way.
struct UnifiedControlGroups: ControlHierarchy {
    private let own: String
    private let parent: String
    private let controllers: [String]
    private let hasSwap: Bool
    let removal: ControlGroupRemoval

    private static let advice =
        "start `lanyard up` in a group of its own: systemd-run --scope -p Delegate=yes lanyard up …"

    /// `processes` are this one and the node's first.
    ///
    /// - Throws: `Unavailable`.
    init(processes: [Int32], mounts: String, membership: String, hasSwap: Bool) throws(ControlGroups.Unavailable) {
        self.hasSwap = hasSwap
        parent = try Self.directory(mounts: mounts, membership: membership)
        let present = ControlFiles.words("\(parent)/cgroup.controllers")
        controllers = ["cpu", "memory", "pids"].filter(present.contains)
        guard controllers.contains(where: { $0 != "pids" }) else {
            throw ControlGroups.Unavailable("cgroup v2 has neither memory nor cpu in \(parent)")
        }
        ControlGroupRemoval.sweep(parent)
        own = "\(parent)/\(ControlGroupRemoval.prefix)\(processes[0])"
        guard ControlFiles.make(own) else {
            throw ControlGroups.Unavailable("\(parent): \(ControlFiles.reason); \(Self.advice)")
        }
        let enabling = controllers.map { "+" + $0 }.joined(separator: " ")
        let hasMoved: Bool
        do throws(ControlGroups.Unavailable) {
            hasMoved = try Self.handOn(enabling, in: parent, own, processes)
        } catch {
            rmdir(own)
            throw error
        }
        removal = ControlGroupRemoval(
            directories: [own],
            controllers: controllers,
            origin: hasMoved ? parent : nil
        )
        guard ControlFiles.put(enabling, "\(own)/cgroup.subtree_control") else {
            let reason = ControlFiles.reason
            removal.run()
            throw ControlGroups.Unavailable("\(own): \(reason)")
        }
    }

    func refusal(of resource: String) -> String? {
        controllers.contains(resource) ? nil : "there is no controller for \(resource) in \(parent)"
    }

    func group(named name: String, _ limits: ResourceLimits) throws(NodeFailure) -> ControlGroup? {
        let limitsProcesses = controllers.contains("pids")
        guard limits.memory != nil || limits.processor != nil || limitsProcesses else { return nil }
        let directory = "\(own)/\(name)"
        guard ControlFiles.make(directory) else { throw ControlFiles.failure(directory) }
        var group = ControlGroup(directories: [directory])
        do throws(NodeFailure) { try hold(&group, to: limits, in: directory) } catch {
            group.discard()
            throw error
        }
        return group
    }

    private func hold(
        _ group: inout ControlGroup,
        to limits: ResourceLimits,
        in directory: String
    ) throws(NodeFailure) {
        if let memory = limits.memory, controllers.contains("memory") {
            try group.set("memory.max", String(memory), in: directory)
            // As kubelet sets them.
            let swapping = "memory beyond the limit may go to swap"
            if hasSwap { group.attempt("memory.swap.max", "0", in: directory, otherwise: swapping) }
            let alone = "beyond its memory limit only one process of the container is killed"
            group.attempt("memory.oom.group", "1", in: directory, otherwise: alone)
        }
        if let quota = limits.quota, controllers.contains("cpu") {
            try group.set("cpu.max", "\(quota) \(ResourceLimits.period)", in: directory)
        }
        if controllers.contains("pids") {
            let most = String(ResourceLimits.mostProcesses)
            group.attempt("pids.max", most, in: directory, otherwise: "the number of processes is not limited")
        }
    }

    /// Enables the controllers for the groups of a group; whether its processes had to be moved for that.
    private static func handOn(
        _ enabling: String,
        in parent: String,
        _ own: String,
        _ processes: [Int32]
    ) throws(ControlGroups.Unavailable) -> Bool {
        let control = "\(parent)/cgroup.subtree_control"
        if ControlFiles.put(enabling, control) { return false }
        guard errno == EBUSY else {
            throw ControlGroups.Unavailable("\(control): \(ControlFiles.reason); \(advice)")
        }
        let inner = "\(own)/self"
        guard ControlFiles.make(inner) else { throw ControlGroups.Unavailable("\(inner): \(ControlFiles.reason)") }
        // More than once, since they may start others meanwhile.
        for _ in 0..<10 {
            let present = ControlFiles.words("\(parent)/cgroup.procs").compactMap { Int32($0) }
            if let other = present.first(where: { !isOurs($0, processes) }) {
                ControlFiles.move(from: inner, to: parent)
                rmdir(inner)
                throw ControlGroups.Unavailable("process \(other) is in \(parent) too; \(advice)")
            }
            for process in present { ControlFiles.put(String(process), "\(inner)/cgroup.procs") }
            if ControlFiles.put(enabling, control) { return true }
        }
        let reason = ControlFiles.reason
        ControlFiles.move(from: inner, to: parent)
        rmdir(inner)
        throw ControlGroups.Unavailable("\(control): \(reason)")
    }

    private static func isOurs(_ process: Int32, _ processes: [Int32]) -> Bool {
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
    static func directory(mounts: String, membership: String) throws(ControlGroups.Unavailable) -> String {
        let own = membership.split(separator: "\n").first { $0.hasPrefix("0::") }
        let mount = ControlMount.all(mounts).first { $0.type == "cgroup2" }
        guard let own, let mount else { throw ControlGroups.Unavailable("this machine has no cgroup v2") }
        return try mount.directory(of: String(own.dropFirst(3)))
    }
}
