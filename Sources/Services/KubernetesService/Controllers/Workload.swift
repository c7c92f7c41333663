import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI

/// One deployment or daemon set, and what is to be done for it.
struct Workload: Sendable {
    let service: KubernetesService
    let object: JSON
    let resource: APIResource

    private static let batch = 500
    /// More pods than these are not made as long as none of them has found a node.
    private static let mostWaiting = 100

    private var template: PodTemplate { PodTemplate(of: object, resource) }

    private func pods(_ snapshot: ClusterSnapshot) -> [JSON] {
        snapshot.objects(.pods, namespace: object.namespace).filter {
            $0.controllerUID == object.uid && $0.isActivePod
        }
    }

    func reconcile(_ snapshot: ClusterSnapshot) async {
        let problem = resource == .deployments ? await deploy(snapshot) : await daemonize(snapshot)
        await report(problem)
    }

    /// When the next of its pods will have been ready for long enough; nil if none is on the way to that.
    func nextAvailability(_ snapshot: ClusterSnapshot) -> Timestamp? {
        let (wait, now) = (object.minReadySeconds, service.clock.now)
        guard wait > 0 else { return nil }
        return pods(snapshot).compactMap { $0.availability(after: wait) }.filter { $0 > now }.min()
    }

    /// The first reason why a pod could not be made; nil if all went well.
    private func deploy(_ snapshot: ClusterSnapshot) async -> APIError? {
        let own = pods(snapshot)
        let plan = RolloutPlan(of: object, template, pods: own, now: service.clock.now)
        for pod in plan.deletions { await end(pod) }
        let doomed = Set(plan.deletions.map(\.uid))
        let waiting = own.count { $0.at("spec", "nodeName")?.string == nil && !doomed.contains($0.uid) }
        let allowed = max(0, Self.mostWaiting - waiting)
        for _ in 0..<min(plan.creations, Self.batch, allowed) {
            if let problem = await make(template.pod()) { return problem }
        }
        guard allowed == 0, plan.creations > 0 else { return nil }
        let problem = APIError.forbidden(
            .pods,
            "",
            "\(waiting) pods of this deployment wait for a node already, and no more are made before they have one"
        )
        let failure = (object.at("status", "conditions")?.array ?? []).first { $0["type"]?.string == "ReplicaFailure" }
        if failure?["message"]?.string != problem.message {
            await tell(note("Warning", "FailedCreate", "Error creating: \(problem.message)"))
        }
        return problem
    }

    private func daemonize(_ snapshot: ClusterSnapshot) async -> APIError? {
        let own = pods(snapshot)
        let nodes = Self.nodes(for: object, snapshot)
        for pod in own where !nodes.contains(where: { $0.name == Self.node(of: pod) }) { await end(pod) }
        let template = template
        let isRolling = object.at("spec", "updateStrategy", "type")?.string != "OnDelete"
        var isReplacing = false
        for node in nodes {
            let here = own.filter { Self.node(of: $0) == node.name }
            guard let first = here.first else {
                var pod = template.pod()
                pod.setNamedNode(node.name)
                if let problem = await make(pod) { return problem }
                continue
            }
            for pod in here.dropFirst() { await end(pod) }
            // One at a time: the next when the last is available.
            let isCurrent = first.labels[template.hashLabel]?.string == template.hash
            if isCurrent, !first.isAvailablePod(after: object.minReadySeconds, at: service.clock.now) {
                isReplacing = true
            }
            if !isCurrent, isRolling, !isReplacing {
                isReplacing = true
                await end(first)
            }
        }
        return nil
    }

    /// Where a pod is, or waits for room to be.
    private static func node(of pod: JSON) -> String? { pod.at("spec", "nodeName")?.string ?? pod.namedNode }

    static func nodes(for object: JSON, _ snapshot: ClusterSnapshot) -> [JSON] {
        let pod = PodTemplate(of: object, .daemonSets).pod()
        return snapshot.objects(.nodes).filter { NodeFit.obstacle(for: pod, on: $0) == nil }
    }

    private func make(_ pod: JSON) async -> APIError? {
        let controller = resource == .deployments ? "replicaset-controller" : "daemon-set-controller"
        let warnings = WarningList()
        let namespace = object.namespace
        let service = service
        let event: ClusterEvent
        var problem: APIError?
        do {
            let admitted = try await service.admitted(
                pod,
                .pods,
                namespace: namespace,
                user: .serviceAccount(namespace: "kube-system", name: controller, uid: ""),
                warnings: warnings
            )
            let created = try await service.store.update { draft in
                let created = try service.create(admitted, .pods, namespace: namespace, in: &draft)
                service.note(warnings: warnings.all, about: created, in: &draft)
                return created
            }
            event = note("Normal", "SuccessfulCreate", "Created pod: \(created.name)")
        } catch {
            let failure = error as? APIError ?? .internalError("\(error)")
            problem = failure
            event = note("Warning", "FailedCreate", "Error creating: \(failure.message)")
        }
        await tell(event)
        for warning in warnings.all { await tell(note("Warning", "AdmissionWarning", warning)) }
        return problem
    }

    private func end(_ pod: JSON) async {
        let service = service
        let ended: Void? = try? await service.store.update { draft in
            let found = draft.snapshot.object(.pods, namespace: pod.namespace, name: pod.name)
            guard let found, found.uid == pod.uid, !found.isBeingDeleted else { return }
            _ = try service.delete(found, .pods, grace: nil, in: &draft)
        }
        if ended != nil { await tell(note("Normal", "SuccessfulDelete", "Deleted pod: \(pod.name)")) }
    }

    private func note(_ type: String, _ reason: String, _ message: String) -> ClusterEvent {
        let source = resource == .deployments ? "deployment-controller" : "daemonset-controller"
        return ClusterEvent(type: type, reason: reason, message: message, source: source)
    }

    private func tell(_ event: ClusterEvent) async {
        _ = try? await service.store.update { draft in service.note(event, about: object, resource, in: &draft) }
    }

    /// Writes the status, from what there is after the work.
    private func report(_ problem: APIError?) async {
        let (service, resource, object) = (service, resource, object)
        _ = try? await service.store.update { draft in
            let found = draft.snapshot.object(resource, namespace: object.namespace, name: object.name)
            guard let found, found.uid == object.uid else { return }
            let all = draft.snapshot.objects(.pods, namespace: object.namespace).filter {
                $0.controllerUID == object.uid && $0.isActivePod
            }
            var status = WorkloadStatus(of: found, pods: all, now: service.clock.now)
            status.observed = object.at("metadata", "generation")?.integer ?? 1
            status.problem = problem
            var new = found
            new.set(
                "status",
                to: resource == .deployments
                    ? status.deployment : status.daemonSet(nodes: Self.nodes(for: found, draft.snapshot).count)
            )
            if !new.means(found) { draft.put(new, as: resource) }
        }
    }
}
