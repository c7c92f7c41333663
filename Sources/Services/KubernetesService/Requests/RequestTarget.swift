import KubernetesAPI

/// The object, or the collection, that a path names.
struct RequestTarget: Sendable {
    let resource: APIResource
    /// Empty at cluster scope and for all namespaces.
    let namespace: String
    let name: String
    let subresource: String

    /// What `kubectl rollout history` and `rollout undo` come to hear.
    private static let noRevisions =
        "; deployments and daemon sets keep no revisions here, so there is no rollout history and nothing to undo to: "
        + "apply the manifest of the version that is wanted"

    /// Reads `/api/v1/…` and `/apis/GROUP/VERSION/…`.
    ///
    /// - Throws: `APIError` 404 for what is not served.
    init(path: String) throws(APIError) {
        var parts = path.split(separator: "/").map { String($0) }
        let isCore = parts.first == "api"
        guard parts.count >= (isCore ? 3 : 4), isCore || parts.first == "apis" else { throw .notServed(path) }
        let group = isCore ? "" : parts[1]
        let version = parts[isCore ? 1 : 2]
        parts.removeFirst(isCore ? 2 : 3)
        var namespace = ""
        // `namespaces/NAME/status` is a part of the namespace itself.
        if parts[0] == "namespaces", parts.count > 2, !["status", "finalize"].contains(parts[2]) {
            namespace = parts[1]
            parts.removeFirst(2)
        }
        guard let found = APIResource.find(group: group, version: version, plural: parts[0]) else {
            let place = "\(parts[0]) in \(isCore ? "" : group + "/")\(version)"
            let keepsRevisions = group == "apps" && ["replicasets", "controllerrevisions"].contains(parts[0])
            throw .notServed(keepsRevisions ? place + Self.noRevisions : place)
        }
        resource = found
        name = parts.count > 1 ? parts[1] : ""
        subresource = parts.count > 2 ? parts[2] : ""
        self.namespace = found.isNamespaced ? namespace : ""
        guard parts.count <= 3, found.isNamespaced || namespace.isEmpty else { throw .notServed(path) }
        if !name.isEmpty, found.isNamespaced, namespace.isEmpty { throw .notServed(path) }
        if !subresource.isEmpty, !found.subresources.contains(where: { $0.name == subresource }) {
            throw .notServed("\(found.plural)/\(subresource)")
        }
    }

    /// The verb that a method means here.
    func verb(_ request: KubernetesRequest) throws(APIError) -> String {
        switch request.method {
        case "GET", "HEAD":
            if request.flag("watch") { return "watch" }
            return name.isEmpty ? "list" : "get"
        case "POST": return "create"
        case "PUT": return "update"
        case "PATCH": return "patch"
        case "DELETE": return name.isEmpty ? "deletecollection" : "delete"
        default: throw .methodNotAllowed
        }
    }
}
