import Glibc

/// What of the host a pod must not see, although its root is the host's.
struct HostSecrets: Sendable {
    /// Directories that are replaced by empty ones.
    let hiddenDirectories: [String]
    /// Files that are replaced by empty ones.
    let hiddenFiles: [String]
    /// Directories inside of hidden ones that programs need.
    let shown: [String]
    /// Directories of the search path that this user may not even look for, and no sandbox could show.
    let unreachable: [String]

    /// Hides the homes, the data directory and the machine's own keys; shows the directories inside of the homes in which
    /// `path` (a search path) finds programs, those that `isReachable`.
    init(
        dataDirectory: String,
        home: String,
        path: String,
        isReachable: (String) -> Bool = Self.isReachable
    ) {
        let homes = Set(["/root", "/home", home].filter { $0.hasPrefix("/") && $0.count > 1 })
        hiddenDirectories =
            homes.sorted() + [
                "/etc/ssh", "/etc/kubernetes", "/etc/ssl/private", "/var/lib/kubelet", "/var/tmp",
                "/var/lib/docker", dataDirectory,
            ]
        hiddenFiles = ["/etc/shadow", "/etc/shadow-", "/etc/gshadow", "/etc/gshadow-", "/etc/sudoers"]
        var shown: [String] = []
        var unreachable: [String] = []
        for directory in path.split(separator: ":").map(String.init) {
            guard let home = Self.home(of: directory, homes) else { continue }
            let parts = directory.dropFirst(home.count + 1).split(separator: "/")
            guard let first = parts.first, !Self.secret.contains(String(first)) else { continue }
            guard isReachable(directory) else {
                if !unreachable.contains(directory) { unreachable.append(directory) }
                continue
            }
            let top = "\(home)/\(first)"
            // In a user's own ~/.local, programs stand beside secrets.
            let candidates =
                first == ".local"
                ? ["bin", "lib", "pipx", "share/pipx", "share/uv"].map { "\(top)/\($0)" } : [top]
            for candidate in candidates where !shown.contains(candidate) && isReachable(candidate) {
                shown.append(candidate)
            }
        }
        self.shown = shown
        self.unreachable = unreachable
    }

    /// Whether a path leads somewhere or nowhere, instead of through a directory that is shut to this user.
    private static func isReachable(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 || errno != EACCES
    }

    /// The home directory that a directory is in.
    private static func home(of directory: String, _ homes: Set<String>) -> String? {
        if directory.hasPrefix("/home/"), !homes.contains(where: { $0 != "/home" && directory.hasPrefix($0 + "/") }) {
            let user = directory.dropFirst("/home/".count).prefix { $0 != "/" }
            return user.isEmpty ? nil : "/home/\(user)"
        }
        return homes.filter { $0 != "/home" && directory.hasPrefix($0 + "/") }.max { $0.count < $1.count }
    }

    private static let secret: Set<String> = [
        ".aws", ".azure", ".config", ".docker", ".gnupg", ".kube", ".lanyard", ".password-store", ".ssh",
    ]
}
