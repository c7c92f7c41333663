import Foundation

/// The directory that holds everything an installation keeps, locked by the process that uses it.
package struct DataDirectory: Sendable {
    package let path: String

    /// Names a directory without touching it.
    package init(path: String) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    }

    package var administratorFile: String { path + "/administrator.json" }
    package var certificateFile: String { path + "/ca.pem" }
    package var certificateKeyFile: String { path + "/ca-key.pem" }
    package var runningFile: String { path + "/running.json" }
    /// For `kubectl`, with the administrator's certificate.
    package var kubeconfigFile: String { path + "/kubeconfig" }
    /// What the embedded node keeps: its record, its pods' volumes and logs.
    package var node: String { path + "/node" }
    package var lockFile: String { path + "/lock" }
    package var auditIndex: String { path + "/audit.sqlite" }
    package var auditJournal: String { path + "/audit" }
    package var objects: String { path + "/objects" }

    /// Makes the directory, for its owner only, and locks it for as long as the result lives.
    ///
    /// - Throws: `StartError.unusableDirectory`, or `.alreadyRunning` if another process holds the lock.
    func open() throws(StartError) -> DirectoryLock {
        try makeDirectory()
        return try DirectoryLock(directory: self)
    }

    private func makeDirectory() throws(StartError) {
        var made = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: false) {
            made += made.isEmpty && part.isEmpty ? "/" : (made.isEmpty || made.hasSuffix("/") ? "" : "/") + part
            guard !made.isEmpty, mkdir(made, 0o700) != 0, errno != EEXIST, errno != EISDIR else { continue }
            throw .unusableDirectory(path: path, reason: String(cString: strerror(errno)))
        }
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeDirectory else {
            throw .unusableDirectory(path: path, reason: "it is not a directory")
        }
        guard let mode = attributes?[.posixPermissions] as? Int, mode & 0o077 == 0 else {
            throw .unusableDirectory(
                path: path,
                reason: "others may read it; it holds keys, so make it private with chmod 700 \(path)"
            )
        }
    }
}

/// The lock of a data directory; the system releases it however the process ends.
final class DirectoryLock: Sendable {
    private let descriptor: Int32

    fileprivate init(directory: DataDirectory) throws(StartError) {
        descriptor = open(directory.lockFile, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unusableDirectory(path: directory.path, reason: String(cString: strerror(errno)))
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let process = RunningInstance.read(from: directory)?.process
            close(descriptor)
            throw .alreadyRunning(directory: directory.path, process: process)
        }
    }

    deinit {
        close(descriptor)
    }
}
