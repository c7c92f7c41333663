import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// Whether a pod waits for the scheduler of this cluster.
    func isScheduled(_ pod: JSON) -> Bool {
        guard pod.at("spec", "nodeName")?.string == nil, !pod.isBeingDeleted else { return false }
        // A pod that names another scheduler waits for that one.
        return ["default-scheduler", nil].contains(pod.at("spec", "schedulerName")?.string)
    }

    var hasWaitingPods: Bool { store.snapshot.count(.pods) { isScheduled($0) } > 0 }

    /// Binds a pod of the default scheduler to the node, if there is one with room; says in its conditions why not.
    func schedule(_ pod: JSON, in draft: inout ClusterDraft) {
        guard isScheduled(pod) else { return }
        var placement = Placement(draft.snapshot, absence: absence.reason)
        schedule(pod, &placement, in: &draft)
    }

    /// Looks at every waiting pod again, the oldest first, after nodes have changed.
    func scheduleAll(in draft: inout ClusterDraft) {
        var placement = Placement(draft.snapshot, absence: absence.reason)
        for pod in waiting(draft.snapshot) { schedule(pod, &placement, in: &draft) }
    }

    /// Deletes the pods that do not put up with a `NoExecute` taint of their node.
    func expel(from node: JSON, in draft: inout ClusterDraft) throws {
        guard (node.at("spec", "taints")?.array ?? []).contains(where: { $0["effect"]?.string == "NoExecute" }) else {
            return
        }
        for pod in draft.snapshot.objects(.pods) where pod.at("spec", "nodeName")?.string == node.name {
            guard !pod.isBeingDeleted, NodeFit.expulsion(of: pod, from: node) != nil else { continue }
            let event = ClusterEvent(
                type: "Normal",
                reason: "TaintManagerEviction",
                message: "Marking for deletion Pod \(pod.namespace)/\(pod.name)",
                source: "taint-eviction-controller"
            )
            note(event, about: pod, .pods, in: &draft)
            _ = try delete(pod, .pods, grace: nil, in: &draft)
        }
    }

    /// Binds those of the waiting pods that can be, the oldest first, and leaves the others alone.
    func placeWaiting(in draft: inout ClusterDraft) {
        var placement = Placement(draft.snapshot, absence: absence.reason)
        for pod in waiting(draft.snapshot) {
            guard case .node = placement.verdict(on: pod) else { continue }
            schedule(pod, &placement, in: &draft)
        }
    }

    private func waiting(_ snapshot: ClusterSnapshot) -> [JSON] {
        func created(_ pod: JSON) -> String { pod.at("metadata", "creationTimestamp")?.string ?? "" }
        return snapshot.objects(.pods).filter(isScheduled).sorted { created($0) < created($1) }
    }

    private func schedule(_ pod: JSON, _ placement: inout Placement, in draft: inout ClusterDraft) {
        var bound = pod
        var condition: JSON = ["lastProbeTime": .null, "lastTransitionTime": .string(clock.now.rfc3339)]
        let conditions = pod.at("status", "conditions")?.array ?? []
        switch placement.verdict(on: pod) {
        case .node(let name):
            placement.take(name)
            bound.set("spec", "nodeName", to: .string(name))
            condition.set("status", to: "True")
            let event = ClusterEvent(
                type: "Normal",
                reason: "Scheduled",
                message: "Successfully assigned \(pod.namespace)/\(pod.name) to \(name)",
                source: "default-scheduler"
            )
            note(event, about: pod, .pods, in: &draft)
        case .nowhere(let message):
            let event = ClusterEvent(
                type: "Warning",
                reason: "FailedScheduling",
                message: message,
                source: "default-scheduler"
            )
            note(event, about: pod, .pods, in: &draft)
            let known = conditions.first { $0["type"]?.string == "PodScheduled" }
            guard known?["message"]?.string != message else { return }
            condition.set("message", to: .string(message))
            condition.set("reason", to: "Unschedulable")
            condition.set("status", to: "False")
        }
        condition.set("type", to: "PodScheduled")
        let others = conditions.filter { $0["type"]?.string != "PodScheduled" }
        bound.set("status", "conditions", to: .array(others + [condition]))
        draft.put(bound, as: .pods)
    }

    /// `POST …/pods/NAME/binding`.
    func bind(_ target: RequestTarget, _ body: JSON) async throws -> JSON {
        guard let node = body.at("target", "name")?.string, !node.isEmpty else {
            throw APIError.invalid(.pods, target.name, [.required("target.name")])
        }
        return try await store.update { draft in
            let pod = draft.snapshot.object(.pods, namespace: target.namespace, name: target.name)
            guard var pod else { throw APIError.notFound(.pods, target.name) }
            if let assigned = pod.at("spec", "nodeName")?.string {
                throw APIError.conflict(
                    .pods,
                    target.name,
                    "pod \(target.name) is already assigned to node \(JSON.string(assigned).text())"
                )
            }
            pod.set("spec", "nodeName", to: .string(node))
            draft.put(pod, as: .pods)
            return ["kind": "Status", "apiVersion": "v1", "metadata": .empty, "status": "Success", "code": 201]
        }
    }
}
