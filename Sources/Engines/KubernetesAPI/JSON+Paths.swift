package import JSONTree

extension JSON {
    /// The value at a path of member names; nil if any of them is missing.
    package func at(_ path: String...) -> JSON? { at(path: path) }

    /// The value at a path of member names.
    package func at(path: [String]) -> JSON? {
        var value: JSON? = self
        for key in path { value = value?[key] }
        return value
    }

    /// Sets a member at a path, making the objects on the way; nil removes it.
    package mutating func set(_ path: String..., to value: JSON?) { set(path: path[...], to: value) }

    private mutating func set(path: ArraySlice<String>, to value: JSON?) {
        guard let first = path.first else { return }
        var members = object ?? JSONObject()
        if path.count == 1 {
            members[first] = value
        } else {
            if value == nil, members[first] == nil { return }
            var inner = members[first] ?? .object(JSONObject())
            inner.set(path: path.dropFirst(), to: value)
            members[first] = inner
        }
        self = .object(members)
    }

    /// Sets a member unless it is there.
    package mutating func setDefault(_ path: String..., to value: JSON) {
        if at(path: path) == nil { set(path: path[...], to: value) }
    }

    /// A whole number.
    package static func whole(_ value: Int) -> JSON { .number(JSONNumber(value)) }

    /// Texts as an array.
    package static func strings(_ values: [String]) -> JSON { .array(values.map { .string($0) }) }

    /// An object without members.
    package static var empty: JSON { .object(JSONObject()) }

    /// The members that are texts, in order.
    package var texts: [(key: String, value: String)] {
        (object?.members ?? []).compactMap { member in member.value.string.map { (member.key, $0) } }
    }

    /// Whether two values say the same, whatever the order of their members.
    package func means(_ other: JSON?) -> Bool {
        switch (self, other) {
        case (.object(let left), .object(let right)?):
            left.count == right.count && left.members.allSatisfy { $0.value.means(right[$0.key]) }
        case (.array(let left), .array(let right)?):
            left.count == right.count && zip(left, right).allSatisfy { $0.means($1) }
        default: self == other
        }
    }
}

/// The metadata every Kubernetes object has.
extension JSON {
    package var name: String { at("metadata", "name")?.string ?? "" }
    package var namespace: String { at("metadata", "namespace")?.string ?? "" }
    package var uid: String { at("metadata", "uid")?.string ?? "" }
    package var resourceVersion: String { at("metadata", "resourceVersion")?.string ?? "" }
    package var labels: JSONObject { at("metadata", "labels")?.object ?? JSONObject() }
    package var isBeingDeleted: Bool { at("metadata", "deletionTimestamp")?.string != nil }
}
