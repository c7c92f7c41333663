/// The members of a JSON object, in order.
package struct JSONObject: Sendable, ExpressibleByDictionaryLiteral {
    package private(set) var members: [(key: String, value: JSON)]

    /// An object without members.
    package init() {
        members = []
    }

    /// Takes members as they are; their keys must differ.
    init(members: [(key: String, value: JSON)]) {
        self.members = members
    }

    package init(dictionaryLiteral elements: (String, JSON)...) {
        members = elements.map { ($0.0, $0.1) }
    }

    /// The value of a key; setting nil removes the member, setting a new key appends it.
    package subscript(key: String) -> JSON? {
        get { members.first { $0.key == key }?.value }
        set {
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((key, value))
            case (nil, nil): break
            }
        }
    }

    /// Adds a member of a key that is known to be new, without looking for it.
    package mutating func append(_ key: String, _ value: JSON) {
        assert(self[key] == nil, "\(key) is there already")
        members.append((key, value))
    }

    package mutating func reserveCapacity(_ count: Int) { members.reserveCapacity(count) }

    package var keys: [String] { members.map(\.key) }
    package var isEmpty: Bool { members.isEmpty }
    package var count: Int { members.count }
}

extension JSONObject: Hashable {
    /// Equal members in the same order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.members.elementsEqual(right.members) { $0.key == $1.key && $0.value == $1.value }
    }

    package func hash(into hasher: inout Hasher) {
        for member in members {
            hasher.combine(member.key)
            hasher.combine(member.value)
        }
    }
}
