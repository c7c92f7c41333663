package import JSONTree
import Yams

/// The documents of a YAML stream as JSON values; JSON is YAML too.
package enum YAMLDocuments {
    /// Values in all documents together, aliases counted each time: a small file may not become a large one.
    private static let maximumValues = 2_000_000
    private static let maximumDepth = 200

    /// The documents that hold something, in order.
    ///
    /// Plain scalars are what YAML 1.1 says they are, as in Kubernetes's own reader; timestamps are texts.
    ///
    /// - Throws: `AccessError` that says what is wrong, and on which line.
    package static func parse(_ text: String) throws(AccessError) -> [JSON] {
        var roots: [Node] = []
        do {
            let parser = try Parser(yaml: text)
            while let root = try parser.nextRoot() { roots.append(root) }
        } catch {
            throw AccessError("it is no YAML: \(error)")
        }
        var left = maximumValues
        var documents: [JSON] = []
        for root in roots {
            let document = try json(root, depth: 0, &left)
            if document != .null { documents.append(document) }
        }
        return documents
    }

    private static func json(_ node: Node, depth: Int, _ left: inout Int) throws(AccessError) -> JSON {
        left -= 1
        guard left > 0, depth < maximumDepth else {
            throw AccessError("it holds more than \(maximumValues) values, or they are nested too deeply")
        }
        if let sequence = node.sequence {
            var elements: [JSON] = []
            for element in sequence { elements.append(try json(element, depth: depth + 1, &left)) }
            return .array(elements)
        }
        if let mapping = node.mapping {
            var object = JSONObject()
            for (key, value) in mapping {
                guard let name = key.scalar?.string else { throw AccessError("it has a key that is no text") }
                object[name] = try json(value, depth: depth + 1, &left)
            }
            return .object(object)
        }
        guard let scalar = node.scalar else { throw AccessError("it has an alias of nothing") }
        return Self.scalar(node, scalar.string)
    }

    private static func scalar(_ node: Node, _ text: String) -> JSON {
        switch node.tag.description {
        case "tag:yaml.org,2002:null": .null
        case "tag:yaml.org,2002:bool": node.bool.map { .boolean($0) } ?? .string(text)
        case "tag:yaml.org,2002:int": node.int.map { .number(JSONNumber($0)) } ?? .string(text)
        case "tag:yaml.org,2002:float": node.float.flatMap(JSONNumber.init(_:)).map { .number($0) } ?? .string(text)
        default: .string(text)
        }
    }
}
