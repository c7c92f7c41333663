import Glibc
import JSONTree
import KubernetesAPI
import KubernetesService
import Logging
import Synchronization

extension PodWorker {
    /// Mounts a tmpfs on every `emptyDir` with `medium: Memory`; one that cannot be had is told of once, and is on disk.
    func mountMemory() async {
        for directory in EmptyDirectory.all(of: pod) {
            let refusal: String
            switch directory.medium {
            case .disk: continue
            case .other(let medium): refusal = "this node has no medium \(medium)"
            case .memory:
                let path = volumes.path(of: directory.volume)
                do {
                    try FileTree.makeDirectory(path, mode: 0o777)
                    let options = directory.mountOptions(of: pod, withGroups: node.namespace.isPrivileged)
                    try await node.namespace.mountMemory(at: path, options: options)
                    volumes.inMemory.insert(directory.name)
                    continue
                } catch {
                    // It is made anew, as one on disk.
                    rmdir(path)
                    refusal = "the node could not mount a tmpfs: \(error)"
                }
            }
            await cluster.event(
                "Warning",
                "EmptyDirOnDisk",
                "emptyDir volume \"\(directory.name)\" is a directory on disk, not what its medium says: \(refusal)"
            )
        }
    }

    /// Undoes `mountMemory`, once the containers have ended.
    func unmountMemory() async {
        for directory in EmptyDirectory.all(of: pod) where volumes.inMemory.contains(directory.name) {
            let path = volumes.path(of: directory.volume)
            do { try await node.namespace.unmount(path) } catch {
                // At the end of the program the node takes its mounts along.
                guard !isAbandoned.withLock({ $0 }) else { return }
                let words =
                    "the tmpfs of emptyDir volume \"\(directory.name)\" could not be unmounted, and stays until the "
                    + "node ends: \(error)"
                node.logger.warning("pod \(pod.namespace)/\(pod.name): \(words)", metadata: ["path": "\(path)"])
                await cluster.event("Warning", "FailedUnMount", words)
            }
        }
    }

    /// Ends the pod, as kubelet does, once an `emptyDir` on disk has outgrown its `sizeLimit`; one in memory cannot.
    func evictIfTooLarge() async {
        for directory in EmptyDirectory.all(of: pod) where !volumes.inMemory.contains(directory.name) {
            guard let maximum = directory.maximum, let limit = directory.limit else { continue }
            let used = await Self.usage(of: volumes.path(of: directory.volume), enough: maximum)
            guard used > maximum else { continue }
            return await evict("Usage of EmptyDir volume \"\(directory.name)\" exceeds the limit \"\(limit)\". ")
        }
    }

    /// A large directory takes a while: other calls of the pod need not wait for it.
    @concurrent private static func usage(of directory: String, enough: Int) async -> Int {
        EmptyDirectory.usage(of: directory, enough: enough)
    }
}
