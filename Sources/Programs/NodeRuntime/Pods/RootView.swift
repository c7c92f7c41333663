/// The root of a sandbox, put together from a directory tree without writing to it.
///
/// A mount point that the tree lacks can only be made where the sandbox may write: directories on the way to one are made
/// anew with each entry mounted by itself, and everything else is mounted whole, read-only.
struct RootView: Sendable {
    /// The tree's root: empty for the host's own.
    let base: String
    /// What is at an absolute path of the machine, links not followed.
    let kind: @Sendable (String) -> FileTree.Kind?
    let names: @Sendable (String) -> [String]

    /// Directories that every sandbox gets fresh.
    static let fresh: Set<String> = ["/proc", "/dev", "/sys", "/tmp", "/run", "/lost+found"]

    init(
        base: String,
        kind: @escaping @Sendable (String) -> FileTree.Kind? = FileTree.kind,
        names: @escaping @Sendable (String) -> [String] = FileTree.names
    ) {
        self.base = base
        self.kind = kind
        self.names = names
    }

    /// The bubblewrap options that make the root, with room for mount points (resolved paths).
    func options(mountPoints: [String]) -> [String] {
        let missing = mountPoints.filter { point in
            !Self.fresh.contains { point == $0 || point.hasPrefix($0 + "/") } && kind(base + point) == nil
        }
        return options(directory: "", missing: missing)
    }

    private func options(directory: String, missing: [String]) -> [String] {
        var options: [String] = []
        for name in names(base + directory + "/") {
            let path = directory + "/" + name
            guard !Self.fresh.contains(path) else { continue }
            switch kind(base + path) {
            case .link(let target): options += ["--symlink", target, path]
            case .directory:
                let inside = missing.filter { $0.hasPrefix(path + "/") }
                if inside.isEmpty {
                    options += ["--ro-bind-try", base + path, path]
                } else {
                    options += ["--dir", path] + self.options(directory: path, missing: inside)
                }
            case .file, .socket: options += ["--ro-bind-try", base + path, path]
            case nil: break
            }
        }
        return options
    }

    /// A path without links in the tree, `.`, `..` and doubled slashes; links that lead nowhere stay.
    func resolve(_ path: String) -> String {
        var waiting = path.split(separator: "/").map(String.init)[...]
        var result: [String] = []
        var links = 0
        while let part = waiting.popFirst() {
            if part == "." { continue }
            if part == ".." {
                _ = result.popLast()
                continue
            }
            let here = "/" + (result + [part]).joined(separator: "/")
            guard case .link(let target)? = kind(base + here), links < 40 else {
                result.append(part)
                continue
            }
            links += 1
            if target.hasPrefix("/") { result = [] }
            waiting = target.split(separator: "/").map(String.init)[...] + waiting
        }
        return "/" + result.joined(separator: "/")
    }
}
