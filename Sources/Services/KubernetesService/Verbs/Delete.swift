import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI

extension KubernetesService {
    func delete(_ target: RequestTarget, _ request: KubernetesRequest, _ user: UserInfo) async throws -> JSON {
        let options = request.body.isEmpty ? .empty : try body(request)
        let request = request.with(options: options)
        let grace = options["gracePeriodSeconds"]?.integer ?? request.value("gracePeriodSeconds").flatMap { Int($0) }
        let policy = options["propagationPolicy"]?.string ?? request.value("propagationPolicy")
        let orphans = policy == "Orphan" || options["orphanDependents"]?.boolean == true
        let service = self
        let doomed = get(ifThere: target)
        try await askAboutDeletion(of: doomed.map { [$0] } ?? [], target, request, user)
        return try await change(request) { draft in
            let found = draft.snapshot.object(target.resource, namespace: target.namespace, name: target.name)
            guard let object = found else { throw APIError.notFound(target.resource, target.name) }
            for (field, value) in [("uid", object.uid), ("resourceVersion", object.resourceVersion)] {
                guard let wanted = options.at("preconditions", field)?.string, wanted != value else { continue }
                let label = field == "uid" ? "UID" : "ResourceVersion"
                throw APIError.conflict(
                    target.resource,
                    target.name,
                    "Precondition failed: \(label) in precondition: \(wanted), \(label) in object meta: \(value)"
                )
            }
            return try service.delete(object, target.resource, grace: grace, orphans: orphans, in: &draft)
        }
    }

    func deleteCollection(
        _ target: RequestTarget,
        _ request: KubernetesRequest,
        _ user: UserInfo
    ) async throws -> KubernetesResponse {
        let selection = try selectors(target, request)
        let options = request.body.isEmpty ? .empty : try body(request)
        let request = request.with(options: options)
        let doomed = store.snapshot.objects(target.resource, namespace: target.namespace).filter(selection.selects)
        try await askAboutDeletion(of: doomed, target, request, user)
        let service = self
        _ = try await change(request) { draft in
            let all = draft.snapshot.objects(target.resource, namespace: target.namespace)
            for object in all where selection.selects(object) {
                _ = try service.delete(
                    object,
                    target.resource,
                    grace: options["gracePeriodSeconds"]?.integer,
                    in: &draft
                )
            }
            return .empty
        }
        return Self.json(
            ["kind": "Status", "apiVersion": "v1", "metadata": .empty, "status": "Success"]
        )
    }

    private func get(ifThere target: RequestTarget) -> JSON? {
        store.snapshot.object(target.resource, namespace: target.namespace, name: target.name)
    }

    /// Webhooks may refuse deletions.
    private func askAboutDeletion(
        of objects: [JSON],
        _ target: RequestTarget,
        _ request: KubernetesRequest,
        _ user: UserInfo
    ) async throws {
        for object in objects {
            let admission = AdmissionRequest(
                .delete,
                target.resource,
                namespace: target.resource.plural == "namespaces" ? object.name : object.namespace,
                name: object.name,
                user: user,
                object: nil,
                old: object,
                isDryRun: request.isDryRun
            )
            guard concernsWebhooks(admission) else { continue }
            _ = try await mutated(admission, warnings: request.warnings)
            try await validated(admission, warnings: request.warnings)
        }
    }

    /// Ends an object: at once, or for a pod on a node when the node says that it is over.
    func delete(
        _ object: JSON,
        _ resource: APIResource,
        grace: Int?,
        orphans: Bool = false,
        in draft: inout ClusterDraft
    ) throws -> JSON {
        if resource.plural == "namespaces" {
            guard !["default", "kube-system", "kube-public"].contains(object.name) else {
                throw APIError.forbidden(resource, object.name, "this namespace may not be deleted")
            }
            for inner in APIResource.all where inner.isStored && inner.isNamespaced {
                for content in draft.snapshot.objects(inner, namespace: object.name) {
                    draft.remove(content, as: inner)
                }
            }
        }
        let finalizers = object.at("metadata", "finalizers")?.array ?? []
        let period = grace ?? object.at("spec", "terminationGracePeriodSeconds")?.integer ?? 30
        let isRunning =
            resource.plural == "pods" && period > 0 && object.at("spec", "nodeName")?.string != nil
            && !["Succeeded", "Failed"].contains(object.at("status", "phase")?.string ?? "")
        if isRunning || !finalizers.isEmpty {
            if object.isBeingDeleted, grace == nil { return object }
            var ending = object
            let end = clock.now.adding(seconds: Int64(isRunning ? period : 0))
            ending.set("metadata", "deletionTimestamp", to: .string(end.rfc3339))
            ending.set("metadata", "deletionGracePeriodSeconds", to: .whole(isRunning ? period : 0))
            return draft.put(ending, as: resource)
        }
        draft.remove(object, as: resource)
        if resource == .deployments || resource == .daemonSets {
            for pod in draft.snapshot.objects(.pods, namespace: object.namespace)
            where pod.controllerUID == object.uid {
                if orphans {
                    var free = pod
                    free.set("metadata", "ownerReferences", to: .none)
                    draft.put(free, as: .pods)
                } else if !pod.isBeingDeleted {
                    _ = try delete(pod, .pods, grace: nil, in: &draft)
                }
            }
        }
        if resource.plural == "serviceaccounts", object.name == "default" {
            try furnish(object.namespace, in: &draft)
        }
        guard resource.plural != "pods" else { return object }
        return [
            "kind": "Status", "apiVersion": "v1", "metadata": .empty, "status": "Success",
            "details": ["name": .string(object.name), "kind": .string(resource.plural), "uid": .string(object.uid)],
        ]
    }
}
