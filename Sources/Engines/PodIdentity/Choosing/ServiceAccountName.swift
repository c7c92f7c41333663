/// A service account by namespace and name.
package struct ServiceAccountName: Sendable, Hashable, CustomStringConvertible {
    package let namespace: String
    package let name: String

    package init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// `namespace/name`, as caches have it.
    package var key: String { "\(namespace)/\(name)" }

    package var description: String { key }
}
