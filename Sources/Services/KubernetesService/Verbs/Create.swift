import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI

/// The answer of a dry run: thrown, so that the draft it was decided on is dropped.
struct DryRun: Error {
    let object: JSON
}

extension KubernetesService {
    /// Runs a change, or only finds out what it would have done.
    func change(
        _ request: KubernetesRequest,
        _ body: @escaping @Sendable (inout ClusterDraft) throws -> JSON
    ) async throws -> JSON {
        guard let dryRun = request.value("dryRun") else { return try await store.update(body) }
        guard dryRun == "All" else {
            throw APIError.badRequest("Invalid value: [\(JSON.string(dryRun).text())]: dryRun: Unsupported value")
        }
        do {
            return try await store.update { draft in throw DryRun(object: try body(&draft)) }
        } catch let answer as DryRun {
            return answer.object
        }
    }

    func create(_ target: RequestTarget, _ request: KubernetesRequest, _ user: UserInfo) async throws -> JSON {
        let body = try self.object(request, target)
        let known = request.warnings.all
        let object = try await admitted(
            body,
            target.resource,
            namespace: target.namespace,
            user: user,
            isDryRun: request.isDryRun,
            warnings: request.warnings
        )
        let service = self
        let warnings = target.resource == .pods ? request.warnings.all.filter { !known.contains($0) } : []
        return try await change(request) { draft in
            let created = try service.create(object, target.resource, namespace: target.namespace, in: &draft)
            service.note(warnings: warnings, about: created, in: &draft)
            return created
        }
    }

    /// What webhooks make of an object that is about to be created; the object itself if none wants to hear of it.
    func admitted(
        _ body: JSON,
        _ resource: APIResource,
        namespace: String,
        user: UserInfo,
        isDryRun: Bool = false,
        warnings: WarningList
    ) async throws(APIError) -> JSON {
        var object = try checked(body, resource, namespace: namespace)
        func request() -> AdmissionRequest {
            AdmissionRequest(
                .create,
                resource,
                namespace: resource.plural == "namespaces" ? object.name : namespace,
                name: object.name,
                user: user,
                object: object,
                old: nil,
                isDryRun: isDryRun
            )
        }
        guard concernsWebhooks(request()) else { return body }
        let snapshot = store.snapshot
        if resource.isNamespaced { try checkNamespace(namespace, resource, object.name, snapshot) }
        func readmit(_ object: inout JSON) throws(APIError) {
            if resource == .pods { ServiceAccountAdmission.setDefaultName(&object) }
            Defaulting.apply(to: &object, as: resource)
            if resource == .pods { try admit(&object, in: snapshot) }
        }
        if resource == .pods {
            object.setDefault("status", to: .empty)
            ServiceAccountAdmission.setDefaultName(&object)
            Defaulting.apply(to: &object, as: resource)
            var named = object
            if named.name.isEmpty { named.set("metadata", "name", to: "name") }
            try Validation.check(named, replacing: nil, as: resource)
        }
        try readmit(&object)
        object = try await mutated(request(), warnings: warnings, readmit: readmit)
        guard !webhooks(.validatingWebhookConfigurations, for: request()).isEmpty else { return object }
        if object.name.isEmpty { setGeneratedName(&object) }
        try Validation.check(object, replacing: nil, as: resource)
        try await validated(request(), warnings: warnings)
        return object
    }

    /// Admits, checks and puts a new object.
    @discardableResult
    func create(
        _ body: JSON,
        _ resource: APIResource,
        namespace: String,
        in draft: inout ClusterDraft
    ) throws -> JSON {
        var object = try identified(body, resource, namespace: namespace)
        if resource.isNamespaced { try checkNamespace(namespace, resource, object.name, draft.snapshot) }
        guard draft.snapshot.object(resource, namespace: namespace, name: object.name) == nil else {
            throw APIError.alreadyExists(resource, object.name)
        }
        if resource.plural == "pods" { ServiceAccountAdmission.setDefaultName(&object) }
        Defaulting.apply(to: &object, as: resource)
        if resource.plural == "pods" {
            try Validation.check(object, replacing: nil, as: resource)
            try admit(&object, in: draft.snapshot)
            object.set("status", "qosClass", to: .string(QualityOfService(of: object).rawValue))
        }
        try Validation.check(object, replacing: nil, as: resource)
        let created = draft.put(object, as: resource)
        try complete(created, resource, in: &draft)
        return draft.snapshot.object(resource, namespace: namespace, name: object.name) ?? created
    }

    /// An object of the kind and in the namespace that the request is about.
    private func checked(_ body: JSON, _ resource: APIResource, namespace: String) throws(APIError) -> JSON {
        var object = body
        guard object.object != nil else { throw .badRequest("the body is not an object") }
        let (version, kind) = (object["apiVersion"]?.string, object["kind"]?.string)
        guard version ?? resource.groupVersion == resource.groupVersion, kind ?? resource.kind == resource.kind else {
            throw .badRequest(
                "the API version in the data (\(version ?? "")) does not match the expected API version "
                    + "(\(resource.groupVersion)), or the kind (\(kind ?? "")) is not \(resource.kind)"
            )
        }
        let own = object.namespace
        guard own.isEmpty || own == namespace else {
            throw .badRequest(
                "the namespace of the provided object does not match the namespace sent on the request"
            )
        }
        guard object.resourceVersion.isEmpty else {
            throw .badRequest("resourceVersion should not be set on objects to be created")
        }
        object.set("metadata", "namespace", to: resource.isNamespaced ? .string(namespace) : nil)
        for field in ["managedFields", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"] {
            object.set("metadata", field, to: nil)
        }
        return object
    }

    private func setGeneratedName(_ object: inout JSON) {
        guard let prefix = object.at("metadata", "generateName")?.string, !prefix.isEmpty else { return }
        object.set("metadata", "name", to: .string(prefix.prefix(58) + suffix()))
    }

    private func identified(_ body: JSON, _ resource: APIResource, namespace: String) throws(APIError) -> JSON {
        var object = try checked(body, resource, namespace: namespace)
        if object.name.isEmpty { setGeneratedName(&object) }
        object.set("metadata", "uid", to: .string(ids.uuid()))
        object.set("metadata", "creationTimestamp", to: .string(clock.now.rfc3339))
        if resource.group == "apps" {
            object.set("metadata", "generation", to: 1)
            object.set("status", to: .empty)
        }
        if resource.plural == "pods" {
            object.set("metadata", "generation", to: 1)
            object.set("status", to: ["phase": "Pending"])
        }
        return object
    }

    private func checkNamespace(
        _ namespace: String,
        _ resource: APIResource,
        _ name: String,
        _ snapshot: ClusterSnapshot
    ) throws(APIError) {
        guard !namespace.isEmpty else { throw .methodNotAllowed }
        guard snapshot.object(.namespaces, namespace: "", name: namespace) != nil else {
            throw .notFound(.namespaces, namespace)
        }
    }

    private func admit(_ pod: inout JSON, in snapshot: ClusterSnapshot) throws(APIError) {
        let name = pod.at("spec", "serviceAccountName")?.string ?? "default"
        guard let account = snapshot.object(.serviceAccounts, namespace: pod.namespace, name: name) else {
            throw .forbidden(
                .pods,
                pod.name,
                "error looking up service account \(pod.namespace)/\(name): serviceaccount "
                    + "\(JSON.string(name).text()) not found"
            )
        }
        ServiceAccountAdmission.admit(&pod, account: account, suffix: suffix())
    }

    /// Five characters without vowels, so that no word comes of them.
    func suffix() -> String { ids.random.text(5, from: Array("bcdfghjklmnpqrstvwxz2456789".utf8)) }

    /// What follows from an object that is new.
    private func complete(_ object: JSON, _ resource: APIResource, in draft: inout ClusterDraft) throws {
        switch resource.plural {
        case "namespaces": try furnish(object.name, in: &draft)
        case "pods": schedule(object, in: &draft)
        case "nodes": scheduleAll(in: &draft)
        default: break
        }
    }

    /// The `default` service account and the `kube-root-ca.crt` config map, which every namespace has.
    func furnish(_ namespace: String, in draft: inout ClusterDraft) throws {
        if draft.snapshot.object(.serviceAccounts, namespace: namespace, name: "default") == nil {
            try create(["metadata": ["name": "default"]], .serviceAccounts, namespace: namespace, in: &draft)
        }
        let root = draft.snapshot.object(.configMaps, namespace: namespace, name: "kube-root-ca.crt")
        if let root {
            guard root.at("data", "ca.crt")?.string != certificateAuthority else { return }
            var changed = root
            changed.set("data", "ca.crt", to: .string(certificateAuthority))
            draft.put(changed, as: .configMaps)
            return
        }
        let map: JSON = [
            "metadata": [
                "name": "kube-root-ca.crt",
                "annotations": [
                    "kubernetes.io/description":
                        "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters."
                ],
            ],
            "data": ["ca.crt": .string(certificateAuthority)],
        ]
        try create(map, .configMaps, namespace: namespace, in: &draft)
    }
}
