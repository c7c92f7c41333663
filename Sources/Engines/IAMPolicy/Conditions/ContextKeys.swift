/// The condition keys of a request; names compare whatever their case, values do not.
package struct ContextKeys: Sendable {
    /// What a key has.
    enum Values: Sendable {
        case one(String)
        /// None, or more than one.
        case many([String])

        init(_ values: [String]) {
            if values.count == 1 { self = .one(values[0]) } else { self = .many(values) }
        }

        var array: [String] {
            switch self {
            case .one(let value): [value]
            case .many(let values): values
            }
        }
    }

    private struct Entry: Sendable {
        var key: ConditionKey
        var values: Values
    }

    /// The fingerprints of the entries, side by side so that a key is found in one sweep.
    private var fingerprints: [UInt64] = []
    private var entries: [Entry] = []

    /// No keys.
    package init() {}

    /// The values of a key; setting nil removes it.
    package subscript(key: ConditionKey) -> [String]? {
        get { index(of: key).map { entries[$0].values.array } }
        set {
            guard let newValue else {
                guard let index = index(of: key) else { return }
                fingerprints.remove(at: index)
                entries.remove(at: index)
                return
            }
            put(key, Values(newValue))
        }
    }

    /// As above, by name.
    package subscript(name: String) -> [String]? {
        get { self[ConditionKey(name)] }
        set { self[ConditionKey(name)] = newValue }
    }

    /// Sets a key that has one value.
    package mutating func set(_ key: ConditionKey, _ value: String) { put(key, .one(value)) }

    /// Sets a key that may have several values, or none.
    package mutating func set(_ name: String, multivalued values: [String]) { self[name] = values }

    /// Adds the keys of another request part, which win over those that are there.
    package mutating func merge(_ other: ContextKeys) {
        for entry in other.entries { put(entry.key, entry.values) }
    }

    package mutating func reserveCapacity(_ count: Int) {
        fingerprints.reserveCapacity(count)
        entries.reserveCapacity(count)
    }

    /// The names, as they were set, sorted.
    package var names: [String] { entries.map(\.key.description).sorted() }

    /// What a key has; nil if it is missing or has no value.
    func find(_ key: ConditionKey) -> Values? {
        guard let index = index(of: key) else { return nil }
        if case .many(let values) = entries[index].values, values.isEmpty { return nil }
        return entries[index].values
    }

    /// What stands for a variable: the key's only value, or the fallback if the key is missing.
    func replacement(for key: ConditionKey, fallback: String?) -> String? {
        switch find(key) {
        case .one(let value): value
        case .many: nil
        case nil: fallback
        }
    }

    private mutating func put(_ key: ConditionKey, _ values: Values) {
        if let index = index(of: key) {
            entries[index] = Entry(key: key, values: values)
        } else {
            fingerprints.append(key.fingerprint)
            entries.append(Entry(key: key, values: values))
        }
    }

    private func index(of key: ConditionKey) -> Int? {
        for index in fingerprints.indices
        where fingerprints[index] == key.fingerprint && SameBytes.of(entries[index].key.folded, key.folded) {
            return index
        }
        return nil
    }
}
