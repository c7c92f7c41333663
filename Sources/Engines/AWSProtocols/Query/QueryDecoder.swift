/// Reads form parameters into structures and lists: `Tags.member.1.Key=a`, and EC2's `Filter.1.Value.1=a`.
package enum QueryDecoder {
    private static let maximumParameters = 2000
    private static let maximumDepth = 16
    private static let maximumIndex = 1000

    /// Reads a body of type `application/x-www-form-urlencoded`, or a query.
    ///
    /// - Throws: `Fault` for broken encoding, too many parameters, or names that contradict each other.
    package static func decode(form bytes: some Collection<UInt8>) throws(Fault) -> QueryRequest {
        let bytes = Array(bytes)
        var action: String?
        var version: String?
        var root = Node()
        var count = 0
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "&")) ?? bytes.count
            defer { start = end + 1 }
            guard end > start else { continue }
            count += 1
            guard count <= maximumParameters else { throw malformed("more than \(maximumParameters) parameters") }
            let equals = bytes[start..<end].firstIndex(of: UInt8(ascii: "=")) ?? end
            guard let name = PercentEncoding.decode(bytes: bytes[start..<equals], plusIsSpace: true),
                let value = PercentEncoding.decode(bytes: bytes[min(equals + 1, end)..<end], plusIsSpace: true)
            else { throw malformed("a parameter is not percent-encoded UTF-8") }
            switch name {
            case "Action": action = value
            case "Version": version = value
            default: try root.insert(value, at: name)
            }
        }
        return QueryRequest(action: action, version: version, input: root.structure)
    }

    private static func malformed(_ reason: String) -> Fault { Fault(.malformedInput, log: reason) }

    /// A parameter or a group of them on the way to a value.
    private struct Node {
        private var text: String?
        private var children: [(name: String, node: Node)] = []

        mutating func insert(_ value: String, at name: String) throws(Fault) {
            guard name.utf8.contains(UInt8(ascii: ".")) else { return try set(value, child: name) }
            let path = name.split(separator: ".", omittingEmptySubsequences: false)
            guard path.count <= maximumDepth else {
                throw malformed("a parameter name of more than \(maximumDepth) parts")
            }
            try insert(value, at: path[...])
        }

        private mutating func insert(_ value: String, at path: ArraySlice<Substring>) throws(Fault) {
            guard let first = path.first else {
                guard text == nil else { throw malformed("a parameter is given twice") }
                text = value
                return
            }
            let name = String(first)
            if let index = children.lastIndex(where: { $0.name == name }) {
                try children[index].node.insert(value, at: path.dropFirst())
            } else {
                var child = Node()
                try child.insert(value, at: path.dropFirst())
                children.append((name, child))
            }
        }

        private mutating func set(_ value: String, child name: String) throws(Fault) {
            guard !children.contains(where: { $0.name == name }) else { throw malformed("\(name) is given twice") }
            var child = Node()
            child.text = value
            children.append((name, child))
        }

        var structure: WireStructure { WireStructure(children.map { ($0.name, $0.node.value) }) }

        /// A text, a list if the parts are numbers (below `member` or not), a map of entries, or a structure.
        private var value: WireValue {
            guard !children.isEmpty else { return .string(text ?? "") }
            if children.count == 1, children[0].name == "member", let elements = children[0].node.elements {
                return .list(elements)
            }
            if children.count == 1, children[0].name == "entry", let entries = children[0].node.elements {
                return .map(Node.map(of: entries))
            }
            if let elements { return .list(elements) }
            return .structure(structure)
        }

        /// The children in the order of their numbers; nil if a name is no number from 1 to the greatest allowed.
        private var elements: [WireValue]? {
            guard !children.isEmpty else { return text == "" ? [] : nil }
            var numbered: [(Int, WireValue)] = []
            for child in children {
                guard let number = Int(child.name), (1...maximumIndex).contains(number) else { return nil }
                numbered.append((number, child.node.value))
            }
            return numbered.sorted { $0.0 < $1.0 }.map(\.1)
        }

        private static func map(of entries: [WireValue]) -> WireStructure {
            var map = WireStructure()
            for case .structure(let entry) in entries {
                guard let key = entry.string("key") else { continue }
                map[key] = entry["value"]
            }
            return map
        }
    }
}
