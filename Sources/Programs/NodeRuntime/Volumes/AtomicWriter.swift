import Ambient
import Glibc

/// Writes a volume's files as kubelet does: into a new directory, which `..data` then names in one step, so that a reader
/// sees all of the old files or all of the new ones.
struct AtomicWriter: Sendable {
    let directory: String
    /// The pod's `fsGroup`: what the files belong to, readable for it.
    let group: Int?
    /// Who runs the pod's containers, if all of them are one user: the owner of tokens.
    let user: Int?

    private static let link = "..data"
    private static let newLink = "..data_tmp"

    /// Puts files in place; `stamp` and `number` name the new directory.
    ///
    /// - Throws: `FileTree.Failure`.
    func write(_ content: ProjectedFiles, at time: Timestamp, number: UInt32) throws(FileTree.Failure) {
        let special: mode_t = group == nil ? 0 : 0o2000
        try FileTree.makeDirectory(directory, mode: 0o777 | special)
        try belong(directory, mode: 0o777 | special)
        let old = FileTree.kind("\(directory)/\(Self.link)")
        let name = Self.name(time, number)
        let target = "\(directory)/\(name)"
        try make(target, 0o755 | special)
        for file in content.files { try write(file, below: target, content, special) }
        let newLink = "\(directory)/\(Self.newLink)"
        unlink(newLink)
        guard symlink(name, newLink) == 0, rename(newLink, "\(directory)/\(Self.link)") == 0 else {
            throw FileTree.Failure(newLink)
        }
        let tops = Set(content.files.compactMap { $0.path.split(separator: "/").first.map(String.init) })
        for top in tops where FileTree.kind("\(directory)/\(top)") == nil {
            guard symlink("\(Self.link)/\(top)", "\(directory)/\(top)") == 0 else {
                throw FileTree.Failure("\(directory)/\(top)")
            }
        }
        for name in FileTree.names(in: directory) where !name.hasPrefix("..") && !tops.contains(name) {
            unlink("\(directory)/\(name)")
        }
        if case .link(let old)? = old, old != name, old.hasPrefix("..") { FileTree.remove("\(directory)/\(old)") }
    }

    /// As `..2026_11_24_00_29_32.3093670297`.
    static func name(_ time: Timestamp, _ number: UInt32) -> String {
        let digits = time.rfc3339.prefix(19).map { "-:T".contains($0) ? "_" : $0 }
        return ".." + String(digits) + "." + String(number)
    }

    private func write(
        _ file: ProjectedFiles.File,
        below target: String,
        _ content: ProjectedFiles,
        _ special: mode_t
    ) throws(FileTree.Failure) {
        let parts = file.path.split(separator: "/")
        var path = target
        for part in parts.dropLast() {
            path += "/" + part
            if FileTree.kind(path) == nil { try make(path, 0o755 | special) }
        }
        path += "/" + (parts.last ?? "")
        let isPrivate = content.isToken(file) && (group != nil || user != nil)
        var mode = mode_t(truncatingIfNeeded: isPrivate ? 0o600 : file.mode & 0o777)
        if group != nil { mode |= 0o440 }
        try FileTree.write(file.bytes, to: path, mode: mode)
        // Only root gives files away; everybody else keeps them.
        if group != nil || (user != nil && isPrivate) {
            let owner = isPrivate ? user.map { uid_t(truncatingIfNeeded: $0) } : nil
            _ = chown(path, owner ?? uid_t.max, group.map { gid_t(truncatingIfNeeded: $0) } ?? gid_t.max)
            guard chmod(path, mode) == 0 else { throw FileTree.Failure(path) }
        }
    }

    private func make(_ path: String, _ mode: mode_t) throws(FileTree.Failure) {
        try FileTree.makeDirectory(path, mode: mode)
        try belong(path, mode: mode)
    }

    private func belong(_ path: String, mode: mode_t) throws(FileTree.Failure) {
        guard let group else { return }
        _ = chown(path, uid_t.max, gid_t(truncatingIfNeeded: group))
        guard chmod(path, mode) == 0 else { throw FileTree.Failure(path) }
    }
}
