/// A container's sandbox, and the bubblewrap options that make it.
struct Sandbox: Sendable {
    /// Something of the machine that is seen inside.
    struct Mount: Sendable, Hashable {
        var source: String
        /// Absolute, inside the sandbox.
        var target: String
        var isReadOnly = false
    }

    var root: RootView
    var secrets: HostSecrets?
    var hostname: String
    var mounts: [Mount]
    var variables: [(name: String, value: String)]
    var workingDirectory: String
    var command: [String]
    var user = ContainerUser()
    /// Whether the container may change the node's network, which it shares.
    var managesNetwork = false
    /// Whether the node runs as root, so that user ids are real ones.
    var isPrivileged: Bool
    /// An empty file of the machine.
    var emptyFile: String
    /// Where keys are: never seen, not even through a mount of a directory above it.
    var dataDirectory: String

    /// The options for `--args`: variables are among them, so they must not be on a command line.
    var options: [String] {
        let mounts = mounts.map { mount in
            var mount = mount
            mount.target = root.resolve(mount.target)
            return mount
        }
        var options = [
            "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try", "--die-with-parent",
            "--hostname", hostname, "--cap-drop", "ALL", "--cap-add", "CAP_NET_BIND_SERVICE",
        ]
        if managesNetwork { options += ["--cap-add", "CAP_NET_ADMIN", "--cap-add", "CAP_NET_RAW"] }
        if needsUserNamespace {
            options += ["--unshare-user", "--uid", String(user.id), "--gid", String(user.group)]
        } else if switchesUser {
            options += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", "--cap-add", "CAP_SETPCAP"]
        }
        options += root.options(mountPoints: mounts.map(\.target) + [workingDirectory].filter { $0 != "/" })
        options += ["--proc", "/proc", "--dev", "/dev", "--ro-bind-try", "/sys", "/sys"]
        for path in ["/tmp", "/run"] { options += ["--perms", "1777", "--tmpfs", path] }
        options += hiding
        for mount in mounts.sorted(by: { $0.target.count < $1.target.count }) {
            options += directories(above: mount.target)
            options += [mount.isReadOnly ? "--ro-bind" : "--bind", mount.source, mount.target]
            // What is hidden stays hidden behind a mount of a directory above it.
            let above = mount.source == "/" ? "" : mount.source
            if dataDirectory.hasPrefix(above + "/"), dataDirectory != above {
                options += ["--tmpfs", mount.target + dataDirectory.dropFirst(above.count)]
            }
        }
        for variable in variables { options += ["--setenv", variable.name, variable.value] }
        return options + ["--dir", workingDirectory, "--chdir", workingDirectory]
    }

    /// What is started inside: the command, as its user.
    var program: [String] {
        guard switchesUser, !needsUserNamespace else { return command }
        var change = [
            "setpriv", "--reuid", String(user.id), "--regid", String(user.group), "--inh-caps=-all",
            "--bounding-set=-all",
        ]
        change +=
            user.groups.isEmpty
            ? ["--clear-groups"] : ["--groups", user.groups.map(String.init).joined(separator: ",")]
        return change + ["--"] + command
    }

    /// Groups beside the first are only to be had as root.
    private var switchesUser: Bool { isPrivileged ? user != ContainerUser() : user.id != 0 || user.group != 0 }

    /// Without root, or without the host's `setpriv`, another user id is only seen inside.
    private var needsUserNamespace: Bool { switchesUser && (!isPrivileged || user.id != 0 && !root.base.isEmpty) }

    private var hiding: [String] {
        guard let secrets else { return [] }
        var options: [String] = []
        for path in secrets.hiddenDirectories where isThere(path, .directory) {
            options += path == "/var/tmp" ? ["--perms", "1777", "--tmpfs", path] : ["--tmpfs", path]
        }
        for path in secrets.shown { options += ["--ro-bind-try", path, path] }
        // A home that is shown in part may hold it.
        if secrets.shown.contains(where: { dataDirectory.hasPrefix($0 + "/") }) {
            options += ["--tmpfs", dataDirectory]
        }
        for path in secrets.hiddenFiles where isThere(path, .file) { options += ["--ro-bind", emptyFile, path] }
        return options
    }

    /// Made by name, since those that bubblewrap makes on the way are root's alone.
    private func directories(above target: String) -> [String] {
        var options: [String] = []
        var path = ""
        for part in target.split(separator: "/").dropLast() {
            path += "/" + part
            let isFresh = RootView.fresh.contains { path.hasPrefix($0 + "/") && $0 != "/proc" && $0 != "/sys" }
            if isFresh || root.kind(root.base + path) == nil { options += ["--perms", "0755", "--dir", path] }
        }
        return options
    }

    private func isThere(_ path: String, _ kind: FileTree.Kind) -> Bool {
        guard !RootView.fresh.contains(where: { path.hasPrefix($0 + "/") }) else { return false }
        return root.resolve(path) == path && root.kind(path) == kind
    }
}
