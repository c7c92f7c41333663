import JSONTree
import KubernetesAPI
import KubernetesService
import Logging

extension PodWorker {
    /// Limits that nothing holds the containers to are told of once.
    func tellUnenforcedLimits() async {
        var byReason: [String: [String]] = [:]
        for container in containers {
            for (reason, limits) in node.controlGroups.unenforced(ResourceLimits(container)) {
                let name = container["name"]?.string ?? ""
                byReason[reason, default: []].append("\(name) (\(limits.joined(separator: ", ")))")
            }
        }
        for (reason, limited) in byReason.sorted(by: { $0.key < $1.key }) {
            await cluster.event(
                "Warning",
                "ResourceLimitsNotEnforced",
                "limits of \(limited.joined(separator: ", ")) are not enforced on this node: \(reason)"
            )
        }
    }

    /// Limits that the kernel holds the container to only in part.
    func tellShortcomings(of group: ControlGroup?, in name: String) async {
        for shortcoming in group?.shortcomings ?? [] {
            node.logger.warning("pod \(pod.namespace)/\(pod.name), container \(name): \(shortcoming)")
            await cluster.event("Warning", "ResourceLimitsPartlyEnforced", shortcoming, container: name)
        }
    }
}
