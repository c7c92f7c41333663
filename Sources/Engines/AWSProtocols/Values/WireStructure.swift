package import JSONTree

/// Named members in order; the names are those on the wire.
package struct WireStructure: Sendable, ExpressibleByDictionaryLiteral {
    package private(set) var members: [(name: String, value: WireValue)]

    /// A structure without members.
    package init() {
        members = []
    }

    /// A structure of the members that have values; of equal names the last counts.
    package init(_ members: [(String, WireValue?)]) {
        self.members = []
        self.members.reserveCapacity(members.count)
        for (name, value) in members { self[name] = value }
    }

    package init(dictionaryLiteral elements: (String, WireValue?)...) {
        self.init(elements.map { ($0.0, $0.1) })
    }

    init(_ object: JSONObject) {
        members = object.members.compactMap { member in WireValue(member.value).map { (member.key, $0) } }
    }

    /// The value of a member; setting nil removes it, setting a new name appends it.
    package subscript(name: String) -> WireValue? {
        get { members.first { $0.name == name }?.value }
        set {
            let index = members.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((name, value))
            case (nil, nil): break
            }
        }
    }

    package var isEmpty: Bool { members.isEmpty }

    /// The members as the JSON protocols write them.
    package var json: JSONObject {
        var object = JSONObject()
        for member in members { object[member.name] = member.value.json }
        return object
    }
}

extension WireStructure: Hashable {
    /// Equal members in the same order.
    package static func == (left: WireStructure, right: WireStructure) -> Bool {
        left.members.elementsEqual(right.members) { $0.name == $1.name && $0.value == $1.value }
    }

    package func hash(into hasher: inout Hasher) {
        for member in members {
            hasher.combine(member.name)
            hasher.combine(member.value)
        }
    }
}
