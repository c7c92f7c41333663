import HashTreeCollections
package import JSONTree
package import KubernetesAPI

/// An object, and its bytes as they are written and sent, made once.
package struct ClusterObject: Sendable {
    package let json: JSON
    package let bytes: [UInt8]

    init(_ json: JSON, bytes: [UInt8]? = nil) {
        self.json = json
        self.bytes = bytes ?? json.serialized()
    }
}

/// Every object of the cluster at one revision.
package struct ClusterSnapshot: Sendable {
    /// By resource, then by `NAMESPACE/NAME`.
    private var objects: [String: TreeDictionary<String, ClusterObject>] = [:]
    package internal(set) var revision: Int

    init(revision: Int) {
        self.revision = revision
    }

    package func object(_ resource: APIResource, namespace: String, name: String) -> JSON? {
        objects[resource.qualifiedName]?["\(namespace)/\(name)"]?.json
    }

    /// How many objects of a resource there are, in all namespaces.
    package func count(_ resource: APIResource) -> Int { objects[resource.qualifiedName]?.count ?? 0 }

    /// How many objects of a resource there are of which something holds.
    package func count(_ resource: APIResource, where holds: (JSON) -> Bool) -> Int {
        objects[resource.qualifiedName]?.values.count { holds($0.json) } ?? 0
    }

    /// Ordered by namespace and name; an empty namespace means all of them.
    package func objects(_ resource: APIResource, namespace: String = "") -> [JSON] {
        entries(resource, namespace: namespace).map(\.json)
    }

    /// The same with their bytes.
    package func entries(_ resource: APIResource, namespace: String = "") -> [ClusterObject] {
        guard let all = objects[resource.qualifiedName] else { return [] }
        let prefix = namespace + "/"
        let found = all.filter { namespace.isEmpty || $0.key.hasPrefix(prefix) }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    mutating func set(_ resource: String, _ key: String, to object: ClusterObject?) {
        objects[resource, default: [:]][key] = object
    }
}
