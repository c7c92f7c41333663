import JSONTree
import KubernetesAPI
import KubernetesService
import Logging

extension PodWorker {
    /// False if the pod was stopped before its volumes could be made.
    func setUpVolumes() async -> Bool {
        await mountMemory()
        var delay = 1
        while !isStopping {
            do throws(VolumeFailure) {
                try volumes.setUp(cluster.pod ?? pod, hostAddress: node.address)
                return true
            } catch {
                await cluster.event("Warning", "FailedMount", error.description)
            }
            await pause(seconds: delay)
            delay = min(delay * 2, 30)
        }
        return false
    }

    func refreshVolumes() async {
        while !Task.isCancelled {
            await pause(seconds: Self.refreshSeconds)
            guard !Task.isCancelled, let current = cluster.pod else { return await untilCancelled() }
            do throws(VolumeFailure) { try volumes.setUp(current, hostAddress: node.address) } catch {
                await cluster.event("Warning", "FailedMount", error.description)
            }
            await evictIfTooLarge()
        }
    }

    /// The pod's volumes and files, of which a leftover is told.
    func removeDirectory() {
        let directory = node.podDirectory(pod.uid)
        FileTree.remove(directory)
        guard FileTree.kind(directory) != nil else { return }
        node.logger.warning("pod \(pod.namespace)/\(pod.name) has left files in \(directory) that cannot be removed")
    }

    func untilCancelled() async {
        while !Task.isCancelled { await pause(seconds: 3600) }
    }
}
