package import JSONTree

/// What a user wrote of an object: without what the API server, its controllers and its admission added.
///
/// The result, applied again, becomes the same object: a value goes only if it is the one that the cluster fills in.
package enum Neat {
    /// An object, or each item of a list, without what the cluster added.
    package static func text(of object: JSON) -> JSON {
        var object = object
        if object["kind"]?.string?.hasSuffix("List") == true, let items = object["items"]?.array {
            object.set("items", to: .array(items.map(text)))
            object.set("metadata", to: nil)
            return object
        }
        object.set("status", to: nil)
        metadata(&object, "metadata")
        NeatKinds.strip(&object)
        return object
    }

    /// Keeps what a user may write of the metadata.
    static func metadata(_ object: inout JSON, _ path: String...) {
        guard let members = object.at(path: path)?.object else { return }
        var kept = JSONObject()
        for (key, value) in members.members where written.contains(key) { kept[key] = value }
        // An API server made the name of it: apply takes names only.
        if kept["name"] != nil { kept["generateName"] = nil }
        for (key, strips) in [("annotations", isClusterAnnotation), ("labels", isClusterLabel)] {
            guard let values = kept[key]?.object else { continue }
            var own = JSONObject()
            for (name, value) in values.members where !strips(name) { own[name] = value }
            kept[key] = own.isEmpty ? nil : .object(own)
        }
        let parent = Array(path.dropLast())
        var holder = object.at(path: parent) ?? object
        holder.set(path[path.count - 1], to: kept.isEmpty ? nil : .object(kept))
        object.replace(at: parent[...], with: holder)
    }

    private static let written: Set<String> = [
        "name", "generateName", "namespace", "labels", "annotations", "finalizers",
    ]

    private static func isClusterAnnotation(_ name: String) -> Bool {
        [
            "kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision",
            "deprecated.daemonset.template.generation", "pv.kubernetes.io/bind-completed",
            "pv.kubernetes.io/bound-by-controller", "volume.kubernetes.io/storage-provisioner",
            "volume.beta.kubernetes.io/storage-provisioner", "volume.kubernetes.io/selected-node",
        ].contains(name)
    }

    private static func isClusterLabel(_ name: String) -> Bool {
        [
            "kubernetes.io/metadata.name", "controller-uid", "batch.kubernetes.io/controller-uid",
            "batch.kubernetes.io/job-name", "pod-template-hash", "controller-revision-hash", "pod-template-generation",
        ].contains(name)
    }
}

extension JSON {
    /// Removes a member if it says what is expected, and nothing else.
    mutating func drop(_ path: String..., if expected: JSON) { drop(path: path[...], if: expected) }

    /// Removes a member if it is an object or an array without contents.
    mutating func dropEmpty(_ path: String...) {
        drop(path: path[...], if: .empty)
        drop(path: path[...], if: .array([]))
    }

    private mutating func drop(path: ArraySlice<String>, if expected: JSON) {
        guard let key = path.last, var holder = at(path: Array(path.dropLast())) else { return }
        guard holder[key]?.means(expected) == true else { return }
        holder.set(key, to: nil)
        replace(at: path.dropLast(), with: holder)
    }

    /// Changes the objects of an array.
    mutating func change(each path: String..., by change: (inout JSON) -> Void) {
        guard let elements = at(path: path)?.array else { return }
        let changed = elements.map { element in
            var element = element
            change(&element)
            return element
        }
        replace(at: path[...], with: .array(changed))
    }

    /// Changes what is at a path, if something is.
    mutating func change(at path: [String], by change: (inout JSON) -> Void) {
        guard var value = at(path: path) else { return }
        change(&value)
        replace(at: path[...], with: value)
    }

    /// Puts another value at a path whose objects are all there.
    fileprivate mutating func replace(at path: ArraySlice<String>, with value: JSON) {
        guard let first = path.first else {
            self = value
            return
        }
        guard var inner = self[first] else { return }
        inner.replace(at: path.dropFirst(), with: value)
        set(first, to: inner)
    }
}
