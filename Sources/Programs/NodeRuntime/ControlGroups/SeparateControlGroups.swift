import Glibc

/// Groups of cgroup v1: each controller has a tree of its own, and processes stay where they are.
struct SeparateControlGroups: ControlHierarchy {
    /// The directories that hold the groups of containers, by controller.
    private let own: [String: String]
    /// Why there is none, by controller.
    private let refusals: [String: String]
    private let hasSwap: Bool

    private static let controllers = ["cpu", "memory", "pids"]

    /// Whether the memory or the processor is a matter of cgroup v1 here.
    static func areMounted(_ mounts: String) -> Bool {
        ["cpu", "memory"].contains { mount(of: $0, mounts) != nil }
    }

    /// `process` is this one.
    ///
    /// - Throws: `Unavailable`.
    init(process: Int32, mounts: String, membership: String, hasSwap: Bool) throws(ControlGroups.Unavailable) {
        self.hasSwap = hasSwap
        var own: [String: String] = [:]
        var refusals: [String: String] = [:]
        for controller in Self.controllers {
            do throws(ControlGroups.Unavailable) {
                let parent = try Self.parent(of: controller, mounts, membership)
                ControlGroupRemoval.sweep(parent)
                let directory = "\(parent)/\(ControlGroupRemoval.prefix)\(process)"
                guard ControlFiles.make(directory) else {
                    throw ControlGroups.Unavailable("\(parent): \(ControlFiles.reason)")
                }
                own[controller] = directory
            } catch {
                refusals[controller] = error.description
            }
        }
        (self.own, self.refusals) = (own, refusals)
        guard own["cpu"] != nil || own["memory"] != nil else {
            if let processes = own["pids"] { rmdir(processes) }
            let reasons = ["memory", "cpu"].compactMap { refusals[$0] }
            throw ControlGroups.Unavailable(reasons.joined(separator: "; "))
        }
    }

    var removal: ControlGroupRemoval { ControlGroupRemoval(directories: Array(Set(own.values)).sorted()) }

    func refusal(of resource: String) -> String? {
        own[resource] == nil ? refusals[resource] ?? "there is no controller for \(resource)" : nil
    }

    func group(named name: String, _ limits: ResourceLimits) throws(NodeFailure) -> ControlGroup? {
        var needed = ["pids"]
        if limits.memory != nil { needed.append("memory") }
        if limits.processor != nil { needed.append("cpu") }
        let directories = needed.compactMap { controller in own[controller].map { (controller, "\($0)/\(name)") } }
        guard !directories.isEmpty else { return nil }
        var group = ControlGroup(directories: Array(Set(directories.map(\.1))).sorted())
        do throws(NodeFailure) { try hold(&group, to: limits, in: directories) } catch {
            group.discard()
            throw error
        }
        return group
    }

    private func hold(
        _ group: inout ControlGroup,
        to limits: ResourceLimits,
        in directories: [(controller: String, directory: String)]
    ) throws(NodeFailure) {
        for (controller, directory) in directories {
            guard ControlFiles.make(directory) else { throw ControlFiles.failure(directory) }
            switch controller {
            case "memory":
                let limit = String(limits.memory ?? 0)
                try group.set("memory.limit_in_bytes", limit, in: directory)
                let swapping = "memory beyond the limit may go to swap"
                // Memory and swap together; not lower than the limit of memory, which is set before.
                if hasSwap {
                    group.attempt("memory.memsw.limit_in_bytes", limit, in: directory, otherwise: swapping)
                }
            case "cpu":
                try group.set("cpu.cfs_period_us", String(ResourceLimits.period), in: directory)
                try group.set("cpu.cfs_quota_us", String(limits.quota ?? -1), in: directory)
            default:
                let most = String(ResourceLimits.mostProcesses)
                group.attempt("pids.max", most, in: directory, otherwise: "the number of processes is not limited")
            }
        }
    }

    private static func mount(of controller: String, _ mounts: String) -> ControlMount? {
        ControlMount.all(mounts).first { $0.type == "cgroup" && $0.options.contains(controller) }
    }

    /// This process's group of a controller, as a directory.
    ///
    /// - Throws: `Unavailable`.
    static func parent(
        of controller: String,
        _ mounts: String,
        _ membership: String
    ) throws(ControlGroups.Unavailable) -> String {
        // Lines are ID:CONTROLLERS:PATH (cgroups(7)).
        let group = membership.split(separator: "\n").lazy
            .map { $0.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false) }
            .first { $0.count == 3 && $0[1].split(separator: ",").contains(Substring(controller)) }
        guard let mount = mount(of: controller, mounts), let group else {
            throw ControlGroups.Unavailable("there is no controller for \(controller)")
        }
        return try mount.directory(of: String(group[2]))
    }
}
