import HashTreeCollections
package import JSONTree
package import KubernetesAPI

/// Every object of the cluster at one revision.
package struct ClusterSnapshot: Sendable {
    /// By resource, then by `NAMESPACE/NAME`.
    private var objects: [String: TreeDictionary<String, JSON>] = [:]
    package internal(set) var revision: Int

    init(revision: Int) {
        self.revision = revision
    }

    package func object(_ resource: APIResource, namespace: String, name: String) -> JSON? {
        objects[resource.qualifiedName]?["\(namespace)/\(name)"]
    }

    /// Ordered by namespace and name; an empty namespace means all of them.
    package func objects(_ resource: APIResource, namespace: String = "") -> [JSON] {
        guard let all = objects[resource.qualifiedName] else { return [] }
        let prefix = namespace + "/"
        let found = all.filter { namespace.isEmpty || $0.key.hasPrefix(prefix) }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }

    mutating func set(_ resource: String, _ key: String, to object: JSON?) {
        objects[resource, default: [:]][key] = object
    }
}
