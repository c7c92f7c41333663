/// The condition keys of a request; names compare whatever their case, values do not.
package struct ContextKeys: Sendable {
    struct Entry: Sendable {
        let name: String
        let values: [String]
    }

    /// By name in lower case.
    private var entries: [String: Entry] = [:]

    /// No keys.
    package init() {}

    /// The values of a key; setting nil removes it.
    package subscript(name: String) -> [String]? {
        get { entries[name.lowercased()]?.values }
        set { entries[name.lowercased()] = newValue.map { Entry(name: name, values: $0) } }
    }

    /// Sets a key that may have several values, or none.
    package mutating func set(_ name: String, multivalued values: [String]) { self[name] = values }

    /// Adds the keys of another request part, which win over those that are there.
    package mutating func merge(_ other: ContextKeys) {
        entries.merge(other.entries) { _, new in new }
    }

    /// The names, as they were set, sorted.
    package var names: [String] { entries.values.map(\.name).sorted() }

    /// The values of a key in lower case; nil if it is missing or has none.
    func values(_ key: String) -> [String]? {
        guard let entry = entries[key], !entry.values.isEmpty else { return nil }
        return entry.values
    }

    /// Whether a key in lower case is there at all, be it without values.
    func isPresent(_ key: String) -> Bool { entries[key] != nil }

    /// The value of a key in lower case that has exactly one.
    func single(_ key: String) -> String? {
        guard let entry = entries[key], entry.values.count == 1 else { return nil }
        return entry.values[0]
    }
}
