import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI

extension KubernetesService {
    /// Binds a pod of the default scheduler to the node, if there is one; says in its conditions why not, if there is none.
    func schedule(_ pod: JSON, in draft: inout ClusterDraft) {
        guard pod.at("spec", "nodeName")?.string == nil, !pod.isBeingDeleted else { return }
        // A pod that names another scheduler waits for that one.
        guard ["default-scheduler", nil].contains(pod.at("spec", "schedulerName")?.string) else { return }
        let nodes = draft.snapshot.objects(.nodes)
        let free = nodes.first { node in
            node.at("spec", "unschedulable")?.boolean != true
                && (pod.at("spec", "nodeSelector")?.texts ?? []).allSatisfy { node.labels[$0.key]?.string == $0.value }
        }
        var condition: JSON = ["lastProbeTime": .null, "lastTransitionTime": .string(clock.now.rfc3339)]
        if free == nil {
            condition.set(
                "message",
                to: .string(
                    nodes.isEmpty
                        ? "0/0 nodes are available: \(absence.reason)."
                        : "0/\(nodes.count) nodes are available: \(nodes.count) node(s) were unschedulable or didn't "
                            + "match Pod's node affinity/selector."
                )
            )
            condition.set("reason", to: "Unschedulable")
        }
        condition.set("status", to: free == nil ? "False" : "True")
        condition.set("type", to: "PodScheduled")
        if free == nil, let message = condition["message"]?.string {
            let event = ClusterEvent(
                type: "Warning",
                reason: "FailedScheduling",
                message: message,
                source: "default-scheduler"
            )
            note(event, about: pod, .pods, in: &draft)
        }
        let others = (pod.at("status", "conditions")?.array ?? []).filter { $0["type"]?.string != "PodScheduled" }
        var bound = pod
        if let free { bound.set("spec", "nodeName", to: .string(free.name)) }
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
