package import JSONTree
package import KubernetesAPI

/// One object that was added, modified or deleted.
package struct ClusterChange: Sendable {
    /// What happened, as a watch names it.
    package enum Kind: String, Sendable {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
    }

    package let kind: Kind
    package let resource: APIResource
    package let object: JSON
    /// The bytes of the object.
    package let bytes: [UInt8]
    /// What was there before.
    package let previous: JSON?
    package let revision: Int
}

/// A snapshot with changes that are not written yet.
package struct ClusterDraft: Sendable {
    package private(set) var snapshot: ClusterSnapshot
    private(set) var changes: [ClusterChange] = []

    init(_ snapshot: ClusterSnapshot) {
        self.snapshot = snapshot
    }

    /// Puts an object, which gets the next resource version.
    @discardableResult
    package mutating func put(_ object: JSON, as resource: APIResource) -> JSON {
        snapshot.revision += 1
        var object = object
        object.set("metadata", "resourceVersion", to: .string(String(snapshot.revision)))
        let previous = snapshot.object(resource, namespace: object.namespace, name: object.name)
        let entry = ClusterObject(object)
        snapshot.set(resource.qualifiedName, "\(object.namespace)/\(object.name)", to: entry)
        record(previous == nil ? .added : .modified, resource, entry, previous)
        return object
    }

    /// Removes an object; what was there has the resource version of its removal in the change.
    package mutating func remove(_ object: JSON, as resource: APIResource) {
        guard let previous = snapshot.object(resource, namespace: object.namespace, name: object.name) else { return }
        snapshot.revision += 1
        var last = previous
        last.set("metadata", "resourceVersion", to: .string(String(snapshot.revision)))
        snapshot.set(resource.qualifiedName, "\(object.namespace)/\(object.name)", to: nil)
        record(.deleted, resource, ClusterObject(last), previous)
    }

    private mutating func record(
        _ kind: ClusterChange.Kind,
        _ resource: APIResource,
        _ object: ClusterObject,
        _ old: JSON?
    ) {
        changes.append(
            ClusterChange(
                kind: kind,
                resource: resource,
                object: object.json,
                bytes: object.bytes,
                previous: old,
                revision: snapshot.revision
            )
        )
    }
}
