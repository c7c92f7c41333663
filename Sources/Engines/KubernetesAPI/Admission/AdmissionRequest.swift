package import JSONTree

/// A request as webhooks hear of it.
package struct AdmissionRequest: Sendable {
    /// What happens to the object.
    package enum Operation: String, Sendable {
        case create = "CREATE"
        case update = "UPDATE"
        case delete = "DELETE"
        /// A connection to the object, as for `kubectl exec`; `object` holds its options.
        case connect = "CONNECT"
    }

    package let operation: Operation
    package let resource: APIResource
    package let subresource: String
    package let namespace: String
    /// Empty while it is still to be generated.
    package let name: String
    package let user: UserInfo
    /// What is to be stored; nil for a deletion.
    package var object: JSON?
    /// What is stored; nil for a creation.
    package let old: JSON?
    package let isDryRun: Bool

    package init(
        _ operation: Operation,
        _ resource: APIResource,
        subresource: String = "",
        namespace: String,
        name: String,
        user: UserInfo,
        object: JSON?,
        old: JSON?,
        isDryRun: Bool
    ) {
        self.operation = operation
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
        self.user = user
        self.object = object
        self.old = old
        self.isDryRun = isDryRun
    }

    var subject: JSON { object ?? old ?? .empty }

    /// What `object` is: the options of a connection are an object of their own kind.
    private var kind: String { operation == .connect ? object?["kind"]?.string ?? resource.kind : resource.kind }

    /// The `AdmissionReview` (admission.k8s.io/v1) to send, members in the order that API servers send them in.
    package func review(uid: String) -> JSON {
        let kind: JSON = [
            "group": .string(resource.group), "version": .string(resource.version), "kind": .string(kind),
        ]
        let plural: JSON = [
            "group": .string(resource.group), "version": .string(resource.version),
            "resource": .string(resource.plural),
        ]
        var request: JSON = ["uid": .string(uid), "kind": kind, "resource": plural]
        if !subresource.isEmpty { request.set("subResource", to: .string(subresource)) }
        request.set("requestKind", to: kind)
        request.set("requestResource", to: plural)
        if !subresource.isEmpty { request.set("requestSubResource", to: .string(subresource)) }
        if !name.isEmpty { request.set("name", to: .string(name)) }
        if !namespace.isEmpty { request.set("namespace", to: .string(namespace)) }
        request.set("operation", to: .string(operation.rawValue))
        request.set("userInfo", to: user.json)
        request.set("object", to: object ?? .null)
        request.set("oldObject", to: old ?? .null)
        request.set("dryRun", to: .boolean(isDryRun))
        guard operation != .connect else {
            request.set("options", to: .null)
            return ["kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request]
        }
        let options = operation.rawValue.prefix(1) + operation.rawValue.dropFirst().lowercased() + "Options"
        request.set("options", to: ["kind": .string(String(options)), "apiVersion": "meta.k8s.io/v1"])
        return ["kind": "AdmissionReview", "apiVersion": "admission.k8s.io/v1", "request": request]
    }
}
