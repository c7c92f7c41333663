import AWSVocabulary
import ClusterStore
import Directory
import EKSService
import JSONTree
import KubernetesAPI
import KubernetesService
import Logging
import Store

/// The add-ons of the embedded cluster: the agent is a daemon set, the others are their names only.
struct EmbeddedAddons: ClusterAddons {
    let cluster: ClusterRecord
    let kubernetes: KubernetesService
    let store: ClusterStore

    /// EKS itself, as the cluster sees it.
    private static let manager = UserInfo(name: "eks:addon-manager", groups: ["system:masters"])

    private func consists(_ addon: AddonRecord) -> Bool {
        addon.clusterKey == cluster.key && addon.name == AgentDaemonSet.name
    }

    private var existing: JSON? {
        store.snapshot.object(.daemonSets, namespace: AgentDaemonSet.namespace, name: AgentDaemonSet.name)
    }

    func install(_ addon: AddonRecord, overwrites: Bool) async throws {
        guard consists(addon) else { return }
        let wanted = AgentDaemonSet(addon: addon).json
        guard let existing else { return try await call("POST", AgentDaemonSet.path, wanted) }
        let isOwn = existing.at("metadata", "annotations", Self.owner)?.string == addon.arn.description
        guard overwrites || isOwn else {
            throw AddonConflict(
                message: """
                    Conflicts found when trying to apply. Will not continue due to resolve conflicts mode. Conflicts: \
                    DaemonSet.apps \(AgentDaemonSet.name) - .metadata
                    """
            )
        }
        let path = "\(AgentDaemonSet.path)/\(AgentDaemonSet.name)"
        // What it selects by cannot be changed: then it is made anew.
        guard existing.at("spec", "selector") == wanted.at("spec", "selector") else {
            try await call("DELETE", path, nil)
            return try await call("POST", AgentDaemonSet.path, wanted)
        }
        var changed = existing
        for part in ["labels", "annotations"] {
            if let value = wanted.at("metadata", part) { changed.set("metadata", part, to: value) }
        }
        if let spec = wanted["spec"] { changed.set("spec", to: spec) }
        try await call("PUT", path, changed)
    }

    func remove(_ addon: AddonRecord) async throws {
        guard consists(addon), existing != nil else { return }
        try await call("DELETE", "\(AgentDaemonSet.path)/\(AgentDaemonSet.name)", nil)
    }

    func readiness(of addon: AddonRecord) -> AddonReadiness {
        guard consists(addon) else { return .ready }
        guard let existing else { return .unready(reason: "The daemon set \(AgentDaemonSet.name) does not exist.") }
        let status = existing["status"]
        guard let observed = status?["observedGeneration"]?.integer,
            observed >= existing.at("metadata", "generation")?.integer ?? 0,
            let wanted = status?["desiredNumberScheduled"]?.integer
        else { return .unready(reason: "The daemon set \(AgentDaemonSet.name) was not looked at yet.") }
        let (ready, current) = (
            status?["numberReady"]?.integer ?? 0, status?["updatedNumberScheduled"]?.integer ?? 0
        )
        guard ready >= wanted, current >= wanted else {
            return .unready(reason: "\(ready) of \(wanted) pods of \(AgentDaemonSet.name) are ready.")
        }
        return .ready
    }

    /// Makes what the record of an add-on says and a stop of this program kept from being made.
    func restore(_ directory: Directory, logger: Logger) async {
        let addon = directory.snapshot.addon(cluster: cluster.key, name: AgentDaemonSet.name)
        guard let addon, addon.failure == nil, existing == nil else { return }
        do { try await install(addon, overwrites: false) } catch {
            logger.error("the add-on \(addon.name) is not there: \(error)")
        }
    }

    private static let owner = "eks.amazonaws.com/addon-arn"

    private func call(_ method: String, _ path: String, _ body: JSON?) async throws {
        let answer = await kubernetes.respond(
            to: KubernetesRequest(
                method: method,
                path: path,
                headers: ["content-type": "application/json"],
                body: body?.serialized() ?? [],
                certificate: Self.manager
            )
        )
        guard !(200..<300).contains(answer.status), case .bytes(let bytes) = answer.body else { return }
        throw AddonFailure(reason: "\(method) \(path): \(String(decoding: bytes.prefix(2048), as: UTF8.self))")
    }
}

/// The embedded cluster did not take an add-on's object; that is our fault, not the caller's.
private struct AddonFailure: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
}
