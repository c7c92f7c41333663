package import Ambient
import Dispatch
import FoundationEssentials
import ServiceModel
package import Store

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The bytes of objects in files, and the index that says which file is whose.
///
/// A file has a random name, is on disk before the index refers to it, and never changes then, so that no key ever becomes
/// part of a path, no reader ever sees half of a write, and a crash leaves at most files that nothing refers to.
package struct ObjectStore: Sendable {
    /// The most bytes an object put whole, or a part, may have: 5 GiB.
    static let maximumSize = 5 * 1024 * 1024 * 1024

    let index: any ObjectIndex
    private let files: String
    private let ids: IDSource
    private let gracePeriod: Int
    /// Where work that waits for the disk is done.
    private static let queue = DispatchQueue(label: "lanyard.objects", attributes: .concurrent)

    /// Keeps files below a directory, which is made when the first is written.
    ///
    /// A file that is no longer referred to goes `gracePeriod` seconds later, for an answer may be about to open it.
    package init(files: String, index: any ObjectIndex, ids: IDSource, gracePeriod: Int = 30) {
        self.files = files
        self.index = index
        self.ids = ids
        self.gracePeriod = gracePeriod
    }

    /// Removes files that nothing refers to, left over from writes that a crash cut short; nothing may be written meanwhile.
    ///
    /// - Throws: `StoreError`.
    package func removeOrphans() async throws {
        guard let found = try? FileManager.default.subpathsOfDirectory(atPath: files), !found.isEmpty else { return }
        let referenced = try await index.referencedFiles()
        for path in found {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            guard path.contains("/"), !referenced.contains(name) else { continue }
            unlink(files + "/" + path)
        }
    }

    /// An id for an upload, which says nothing of its key.
    func newUploadID() -> String { ids.lowerAlphanumerics(48) }

    func path(_ fileID: String) -> String { "\(files)/\(fileID.prefix(2))/\(fileID)" }

    /// Makes sure that a file has as many bytes as the index says, before any is promised.
    func check(_ fileID: String, size: Int) throws(FileFailure) {
        var status = stat()
        guard stat(path(fileID), &status) == 0 else { throw FileFailure(path: path(fileID)) }
        guard Int(status.st_size) == size else {
            throw FileFailure(path: path(fileID), "has \(status.st_size) bytes, and the index says \(size)")
        }
    }

    /// Writes a new file; it is on disk when this returns, and nothing refers to it yet.
    ///
    /// - Throws: what the body throws, `Fault` if it is too large, and `FileFailure`; then no file is left.
    func write(_ body: BodyStream, digests: inout BodyDigests) async throws -> String {
        let file = try makeFile()
        do {
            for try await bytes in body {
                digests.update(bytes)
                guard digests.size <= Self.maximumSize else { throw Words.entityTooLarge }
                try file.append(bytes)
            }
            try await Self.onDisk { try file.finish(directory: directory(of: file.id)) }
            return file.id
        } catch {
            file.discard()
            throw error
        }
    }

    /// A new file with the bytes of others, one after the other, and their digests.
    ///
    /// - Throws: `FileFailure`; then no file is left.
    func concatenate(_ pieces: [FilePiece], digests: BodyDigests) async throws -> (fileID: String, BodyDigests) {
        let file = try makeFile()
        do {
            let digests = try await Self.onDisk {
                var digests = digests
                for piece in pieces {
                    try piece.read(path: path(piece.fileID)) { bytes in
                        digests.update(bytes)
                        try file.append(bytes)
                    }
                }
                try file.finish(directory: directory(of: file.id))
                return digests
            }
            return (file.id, digests)
        } catch {
            file.discard()
            throw error
        }
    }

    /// Another name for the bytes of a file, which never change.
    ///
    /// - Throws: `FileFailure`.
    func share(_ fileID: String) async throws -> String {
        let id = ids.lowerAlphanumerics(32)
        let (source, target) = (path(fileID), path(id))
        try makeDirectory(of: id)
        try await Self.onDisk {
            guard link(source, target) == 0 else { throw FileFailure(path: target) }
            try OpenFile.flush(directory: directory(of: id))
        }
        return id
    }

    /// Removes files that nothing refers to any more; those that are left at the end of the process go at its next start.
    func discard(_ fileIDs: [String]) {
        guard !fileIDs.isEmpty else { return }
        let paths = fileIDs.map(path)
        Self.queue.asyncAfter(deadline: .now() + .seconds(gracePeriod)) {
            for path in paths { unlink(path) }
        }
    }

    /// Removes a file that the index never referred to.
    func remove(unused fileID: String) { unlink(path(fileID)) }

    private func makeFile() throws -> OpenFile {
        let id = ids.lowerAlphanumerics(32)
        try makeDirectory(of: id)
        return try OpenFile(id: id, path: path(id))
    }

    private func directory(of fileID: String) -> String { "\(files)/\(fileID.prefix(2))" }

    /// Files are spread over directories, so that none grows too large to be searched.
    private func makeDirectory(of fileID: String) throws {
        for path in [files, directory(of: fileID)] {
            guard mkdir(path, 0o700) == 0 else {
                guard errno == EEXIST else { throw FileFailure(path: path) }
                continue
            }
            // The name of a new directory is part of the path to what will be in it.
            let parent = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            try OpenFile.flush(directory: parent.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : parent)
        }
    }

    private static func onDisk<Result: Sendable>(
        _ work: @escaping @Sendable () throws -> Result
    ) async throws -> Result {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Result, any Error>) in
            queue.async { continuation.resume(with: Swift.Result(catching: work)) }
        }
    }
}
