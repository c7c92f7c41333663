/// Where the groups of containers are made.
protocol ControlHierarchy: Sendable {
    /// How everything that was made here goes again.
    var removal: ControlGroupRemoval { get }

    /// Why nothing holds containers to limits of a resource (`cpu`, `memory`); nil if something does.
    func refusal(of resource: String) -> String?

    /// Makes the group of a container; nil if nothing of it would be limited.
    ///
    /// - Throws: `NodeFailure`.
    func group(named name: String, _ limits: ResourceLimits) throws(NodeFailure) -> ControlGroup?
}

/// One line of `/proc/self/mountinfo` (proc_pid_mountinfo(5)) that is about control groups.
struct ControlMount: Sendable, Hashable {
    /// What of the hierarchy is mounted, and where.
    let root: String
    let point: String
    /// `cgroup` is v1, `cgroup2` is v2.
    let type: String
    /// With v1, the controllers are among them.
    let options: [String]

    init?(_ line: Substring) {
        let fields = line.split(separator: " ").map(String.init)
        guard let mark = fields.firstIndex(of: "-"), mark > 4, fields.count > mark + 3,
            ["cgroup", "cgroup2"].contains(fields[mark + 1])
        else { return nil }
        (root, point, type) = (fields[3] == "/" ? "" : fields[3], fields[4], fields[mark + 1])
        options = fields[mark + 3].split(separator: ",").map(String.init)
    }

    static func all(_ mounts: String) -> [ControlMount] { mounts.split(separator: "\n").compactMap { Self($0) } }

    /// Where a group of the hierarchy is seen.
    ///
    /// - Throws: `Unavailable` if it is not below what is mounted.
    func directory(of group: String) throws(ControlGroups.Unavailable) -> String {
        guard group.hasPrefix(root), !group.split(separator: "/").contains("..") else {
            throw ControlGroups.Unavailable("the control group \(group) is not below the mount \(point)")
        }
        let inside = group.dropFirst(root.count)
        return point + (inside == "/" ? "" : inside)
    }
}
