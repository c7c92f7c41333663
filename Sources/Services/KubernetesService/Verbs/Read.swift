import Ambient
import ClusterStore
import JSONTree
import KubernetesAPI

extension KubernetesService {
    func get(_ target: RequestTarget) throws(APIError) -> JSON {
        let object = store.snapshot.object(target.resource, namespace: target.namespace, name: target.name)
        guard let object else { throw .notFound(target.resource, target.name) }
        return object
    }

    /// Whether a request wants a Table before anything else.
    func wantsTable(_ request: KubernetesRequest) -> Bool {
        let first = request.headers["accept"]?.split(separator: ",").first ?? ""
        return first.contains("as=Table")
    }

    /// One object, as a Table if that is asked for.
    func shown(
        _ object: JSON,
        _ target: RequestTarget,
        _ request: KubernetesRequest,
        status: Int = 200
    ) -> KubernetesResponse {
        guard wantsTable(request) else { return Self.json(object, status: status) }
        let metadata: JSON = ["resourceVersion": .string(object.resourceVersion)]
        let table = Table(of: target.resource, now: clock.now)
        return Self.json(
            table.json([object], metadata: metadata, including: request.value("includeObject")),
            status: status
        )
    }

    /// Which objects a request selects.
    func selectors(_ target: RequestTarget, _ request: KubernetesRequest) throws(APIError) -> Selection {
        Selection(
            resource: target.resource,
            namespace: target.namespace,
            name: target.name,
            labels: try LabelSelector(parsing: request.value("labelSelector") ?? ""),
            fields: try FieldSelector(parsing: request.value("fieldSelector") ?? "", for: target.resource)
        )
    }

    func list(_ target: RequestTarget, _ request: KubernetesRequest) throws(APIError) -> KubernetesResponse {
        let selection = try selectors(target, request)
        let (snapshot, start) = try listed(request)
        var objects = snapshot.entries(target.resource, namespace: target.namespace)
        if !selection.selectsAll { objects = objects.filter { selection.selects($0.json) } }
        var metadata: JSON = ["resourceVersion": .string(String(snapshot.revision))]
        if let start { objects = objects.filter { "\($0.json.namespace)/\($0.json.name)" > start } }
        if let limit = request.value("limit").flatMap({ Int($0) }), limit > 0, objects.count > limit {
            let rest = objects.count - limit
            objects = Array(objects.prefix(limit))
            if let last = objects.last {
                let next = ContinueToken(revision: snapshot.revision, start: "\(last.json.namespace)/\(last.json.name)")
                pages.hold(snapshot, now: clock.now)
                metadata.set("continue", to: .string(next.text))
                if selection.labels.selectsAll, selection.fields.selectsAll {
                    metadata.set("remainingItemCount", to: .whole(rest))
                }
            }
        }
        if wantsTable(request) {
            let table = Table(of: target.resource, now: clock.now)
            return Self.json(
                table.json(objects.map(\.json), metadata: metadata, including: request.value("includeObject"))
            )
        }
        // The items' bytes are there already.
        let head: JSON = [
            "kind": .string(target.resource.kind + "List"), "apiVersion": .string(target.resource.groupVersion),
            "metadata": metadata,
        ]
        var bytes = head.serialized()
        bytes.reserveCapacity(objects.reduce(bytes.count + 16) { $0 + $1.bytes.count + 1 })
        bytes.removeLast()
        bytes.append(contentsOf: ",\"items\":[".utf8)
        for (index, object) in objects.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: object.bytes)
        }
        bytes.append(contentsOf: "]}".utf8)
        return KubernetesResponse(status: 200, contentType: "application/json", body: .bytes(bytes))
    }
}

/// Which objects of one resource are meant.
struct Selection: Sendable {
    let resource: APIResource
    let namespace: String
    let name: String
    let labels: LabelSelector
    let fields: FieldSelector

    /// Whether nothing but the namespace counts.
    var selectsAll: Bool { name.isEmpty && labels.selectsAll && fields.selectsAll }

    func selects(_ object: JSON) -> Bool {
        (namespace.isEmpty || object.namespace == namespace) && (name.isEmpty || object.name == name)
            && labels.selects(object.labels) && fields.selects(object)
    }
}
