package import Ambient
import Foundation
import ServiceModel
package import Store

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

/// The bytes of objects in files, and the index that says which file is whose.
///
/// A file has a random name and never changes once the index refers to it, so that no key ever becomes part of a path and
/// no reader ever sees half of a write.
package struct ObjectStore: Sendable {
    let index: any ObjectIndex
    private let files: String
    private let ids: IDSource
    /// Where work that waits for the disk is done.
    private static let queue = DispatchQueue(label: "lanyard.objects", attributes: .concurrent)

    /// Keeps files below a directory, which is made when the first is written.
    package init(files: String, index: any ObjectIndex, ids: IDSource) {
        self.files = files
        self.index = index
        self.ids = ids
    }

    /// Removes files that nothing refers to, left over from writes that a crash cut short.
    ///
    /// - Throws: `StoreError`.
    package func removeOrphans() async throws {
        guard let found = try? FileManager.default.subpathsOfDirectory(atPath: files) else { return }
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

    /// Writes a new file; it is on disk when this returns, and nothing refers to it yet.
    ///
    /// - Throws: what the body throws, and `FileFailure`.
    func write(_ body: BodyStream, digests: inout BodyDigests) async throws -> String {
        let file = try makeFile()
        do {
            for try await bytes in body {
                digests.update(bytes)
                try file.write(bytes)
            }
            try await Self.onDisk { try file.close(directory: directory(of: file.id)) }
            return file.id
        } catch {
            file.discard()
            throw error
        }
    }

    /// A new file with the bytes of others, one after the other.
    func concatenate(_ fileIDs: [String]) async throws -> String {
        let file = try makeFile()
        let paths = fileIDs.map(path)
        do {
            try await Self.onDisk {
                for path in paths { try file.append(contentsOf: path) }
                try file.close(directory: directory(of: file.id))
            }
            return file.id
        } catch {
            file.discard()
            throw error
        }
    }

    /// Another name for the bytes of a file, which never change.
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

    /// Removes files that nothing refers to any more.
    func discard(_ fileIDs: [String]) {
        for id in fileIDs { unlink(path(id)) }
    }

    private func makeFile() throws -> OpenFile {
        let id = ids.lowerAlphanumerics(32)
        try makeDirectory(of: id)
        return try OpenFile(id: id, path: path(id))
    }

    private func directory(of fileID: String) -> String { "\(files)/\(fileID.prefix(2))" }

    private func makeDirectory(of fileID: String) throws {
        for path in [files, directory(of: fileID)] where mkdir(path, 0o700) != 0 && errno != EEXIST {
            throw FileFailure(path: path)
        }
    }

    private static func onDisk(_ work: @escaping @Sendable () throws -> Void) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            queue.async { continuation.resume(with: Result(catching: work)) }
        }
    }
}
