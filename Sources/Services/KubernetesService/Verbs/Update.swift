import ClusterStore
import JSONTree
import KubernetesAPI

extension KubernetesService {
    func update(_ target: RequestTarget, _ request: KubernetesRequest, _ user: UserInfo) async throws -> JSON {
        let object = try self.object(request, target)
        guard object.name == target.name || object.name.isEmpty else {
            throw APIError.badRequest(
                "the name of the object (\(object.name)) does not match the name on the URL (\(target.name))"
            )
        }
        return try await replace(target, request, user) { (_: JSON) throws(APIError) -> JSON in object }
    }

    func patch(_ target: RequestTarget, _ request: KubernetesRequest, _ user: UserInfo) async throws -> JSON {
        let type = String((request.headers["content-type"] ?? "").prefix { $0 != ";" })
        let kinds = [
            "application/json-patch+json", "application/merge-patch+json",
            "application/strategic-merge-patch+json",
        ]
        guard kinds.contains(type) else {
            let hint =
                type.hasPrefix("application/apply-patch")
                ? "server-side apply is not supported by this cluster; use kubectl apply without --server-side: " : ""
            throw APIError.unsupportedMediaType(
                hint + "the body of the request was in an unknown format - accepted media types include: "
                    + kinds.joined(separator: ", ")
            )
        }
        let changes = try body(request)
        let service = self
        return try await replace(target, request, user) { (old: JSON) throws(APIError) -> JSON in
            let patched =
                switch type {
                case kinds[0]: try JSONPatch.apply(changes, to: old)
                case kinds[1]: MergePatch.apply(changes, to: old)
                default: try StrategicMerge.apply(changes, to: old)
                }
            return try service.object(patched: patched, by: changes, request, target)
        }
    }

    /// Somebody else changed the object while webhooks were asked about a change of it.
    private struct Overtaken: Error {}

    /// Changes an object, with its webhooks if it has any: they are asked again if it changed in the meantime.
    func replace(
        _ target: RequestTarget,
        _ request: KubernetesRequest,
        _ user: UserInfo,
        _ body: @escaping @Sendable (JSON) throws(APIError) -> JSON
    ) async throws -> JSON {
        let service = self
        for _ in 0..<5 {
            let old = store.snapshot.object(target.resource, namespace: target.namespace, name: target.name)
            guard let old else { throw APIError.notFound(target.resource, target.name) }
            var new = try changed(target, old, body)
            Defaulting.apply(to: &new, as: target.resource)
            var admission = AdmissionRequest(
                .update,
                target.resource,
                subresource: target.subresource,
                namespace: target.resource.plural == "namespaces" ? target.name : target.namespace,
                name: target.name,
                user: user,
                object: new,
                old: old,
                isDryRun: request.isDryRun
            )
            guard concernsWebhooks(admission) else {
                return try await change(request) { draft in try service.replace(target, in: &draft, body) }
            }
            let mutated = try await mutated(admission, warnings: request.warnings)
            admission.object = mutated
            if !webhooks(.validatingWebhookConfigurations, for: admission).isEmpty {
                var checked = mutated
                Defaulting.apply(to: &checked, as: target.resource)
                if target.subresource.isEmpty { try Validation.check(checked, replacing: old, as: target.resource) }
                admission.object = checked
                try await validated(admission, warnings: request.warnings)
            }
            do {
                return try await change(request) { draft in
                    let now = draft.snapshot.object(target.resource, namespace: target.namespace, name: target.name)
                    guard now?.resourceVersion == old.resourceVersion else { throw Overtaken() }
                    return try service.replace(target, in: &draft) { (_: JSON) throws(APIError) -> JSON in mutated }
                }
            } catch is Overtaken {}
        }
        throw APIError.conflict(target.resource, target.name)
    }

    /// What a change makes of an object, with the fields that no change changes.
    private func changed(
        _ target: RequestTarget,
        _ old: JSON,
        _ change: (JSON) throws(APIError) -> JSON
    ) throws(APIError) -> JSON {
        let resource = target.resource
        var new = try change(old)
        guard new.object != nil else { throw APIError.badRequest("the body is not an object") }
        let (uid, version) = (new.uid, new.resourceVersion)
        guard uid.isEmpty || uid == old.uid else {
            throw APIError.conflict(
                resource,
                target.name,
                "Precondition failed: UID in precondition: \(uid), UID in object meta: \(old.uid)"
            )
        }
        guard version.isEmpty || version == old.resourceVersion else {
            throw APIError.conflict(resource, target.name)
        }
        let fixed = [
            "name", "namespace", "uid", "creationTimestamp", "resourceVersion", "deletionTimestamp",
            "deletionGracePeriodSeconds", "generation", "generateName",
        ]
        if new.name.isEmpty || new.name == old.name, new.namespace.isEmpty || new.namespace == old.namespace {
            for field in fixed { new.set("metadata", field, to: old.at("metadata", field)) }
        }
        new.set("metadata", "managedFields", to: nil)
        return new
    }

    private func replace(
        _ target: RequestTarget,
        in draft: inout ClusterDraft,
        _ change: (JSON) throws(APIError) -> JSON
    ) throws -> JSON {
        let resource = target.resource
        let found = draft.snapshot.object(resource, namespace: target.namespace, name: target.name)
        guard let old = found else { throw APIError.notFound(resource, target.name) }
        var new = try changed(target, old, change)
        let hasStatus = resource.subresources.contains { $0.name == "status" }
        if target.subresource == "status" {
            var status = old
            status.set("status", to: new["status"])
            new = status
        } else {
            if hasStatus { new.set("status", to: old["status"]) }
            Defaulting.apply(to: &new, as: resource)
            try Validation.check(new, replacing: old, as: resource)
            if old.at("metadata", "generation") != nil, new["spec"]?.means(old["spec"]) != true {
                let last = old.at("metadata", "generation")?.integer ?? 0
                new.set("metadata", "generation", to: .whole(min(last, .max - 1) + 1))
            }
        }
        guard !new.means(old) else { return old }
        let stored = draft.put(new, as: resource)
        if stored.isBeingDeleted, stored.at("metadata", "finalizers")?.array?.isEmpty ?? true,
            resource.plural != "pods"
        {
            draft.remove(stored, as: resource)
        }
        if resource.plural == "nodes" {
            try expel(from: stored, in: &draft)
            scheduleAll(in: &draft)
        }
        return stored
    }
}
