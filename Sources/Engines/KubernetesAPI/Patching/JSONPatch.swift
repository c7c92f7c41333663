package import JSONTree

/// RFC 6902: a list of operations, all or none of which apply.
package enum JSONPatch {
    private static let maximumOperations = 10_000

    /// - Throws: `APIError` 400 for a patch that is none, 422 for one that does not apply.
    package static func apply(_ patch: JSON, to document: JSON) throws(APIError) -> JSON {
        guard let operations = patch.array else {
            throw .badRequest("error decoding patch: json: a JSON patch is an array of operations")
        }
        guard operations.count <= maximumOperations else {
            throw APIError(
                code: 413,
                reason: "RequestEntityTooLarge",
                message: "The allowed maximum operations in a JSON patch is \(maximumOperations), "
                    + "got \(operations.count)"
            )
        }
        var result = document
        for operation in operations {
            guard let kind = operation["op"]?.string, let path = operation["path"]?.string else {
                throw .badRequest("error decoding patch: an operation needs op and path")
            }
            let target = try tokens(path)
            switch kind {
            case "add": result = try add(try value(operation), at: target[...], in: result, path)
            case "remove": result = try remove(target[...], in: result, path)
            case "replace":
                if target.isEmpty {
                    result = try value(operation)
                } else {
                    _ = try get(target[...], in: result, path)
                    result = try replace(try value(operation), at: target[...], in: result, path)
                }
            case "move", "copy":
                guard let from = operation["from"]?.string else { throw .badRequest("\(kind) operation needs from") }
                let source = try tokens(from)
                let moved = try get(source[...], in: result, from)
                if kind == "move" { result = try remove(source[...], in: result, from) }
                result = try add(moved, at: target[...], in: result, path)
            case "test":
                guard try get(target[...], in: result, path).means(try value(operation)) else {
                    throw failed("testing value \(path) failed")
                }
            default: throw .badRequest("Unexpected kind: \(kind)")
            }
        }
        return result
    }

    private static func value(_ operation: JSON) throws(APIError) -> JSON {
        guard let value = operation["value"] else { throw .badRequest("the operation needs value") }
        return value
    }

    private static func tokens(_ pointer: String) throws(APIError) -> [String] {
        guard !pointer.isEmpty else { return [] }
        guard pointer.hasPrefix("/") else { throw .badRequest("the path \(pointer) does not start with /") }
        return pointer.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map {
            String($0.replacing("~1", with: "/").replacing("~0", with: "~"))
        }
    }

    private static func get(_ path: ArraySlice<String>, in json: JSON, _ whole: String) throws(APIError) -> JSON {
        guard let first = path.first else { return json }
        switch json {
        case .object(let object):
            guard let inner = object[first] else { throw missing(whole) }
            return try get(path.dropFirst(), in: inner, whole)
        case .array(let elements):
            return try get(path.dropFirst(), in: elements[try index(first, below: elements.count, whole)], whole)
        default: throw missing(whole)
        }
    }

    private static func add(
        _ value: JSON,
        at path: ArraySlice<String>,
        in json: JSON,
        _ whole: String
    ) throws(APIError) -> JSON {
        guard let first = path.first else { return value }
        switch json {
        case .object(var object):
            if path.count == 1 {
                object[first] = value
            } else {
                guard let inner = object[first] else { throw missing(whole) }
                object[first] = try add(value, at: path.dropFirst(), in: inner, whole)
            }
            return .object(object)
        case .array(var elements):
            if path.count == 1 {
                let place = first == "-" ? elements.count : try index(first, below: elements.count + 1, whole)
                elements.insert(value, at: place)
            } else {
                let place = try index(first, below: elements.count, whole)
                elements[place] = try add(value, at: path.dropFirst(), in: elements[place], whole)
            }
            return .array(elements)
        default: throw missing(whole)
        }
    }

    private static func replace(
        _ value: JSON,
        at path: ArraySlice<String>,
        in json: JSON,
        _ whole: String
    ) throws(APIError) -> JSON {
        guard let first = path.first else { return value }
        switch json {
        case .object(var object):
            guard let inner = object[first] else { throw missing(whole) }
            object[first] = try replace(value, at: path.dropFirst(), in: inner, whole)
            return .object(object)
        case .array(var elements):
            let place = try index(first, below: elements.count, whole)
            elements[place] = try replace(value, at: path.dropFirst(), in: elements[place], whole)
            return .array(elements)
        default: throw missing(whole)
        }
    }

    private static func remove(
        _ path: ArraySlice<String>,
        in json: JSON,
        _ whole: String
    ) throws(APIError) -> JSON {
        guard let first = path.first else { throw failed("the whole document cannot be removed") }
        switch json {
        case .object(var object):
            guard let inner = object[first] else { throw missing(whole) }
            if path.count == 1 {
                object[first] = Optional<JSON>.none
            } else {
                object[first] = try remove(path.dropFirst(), in: inner, whole)
            }
            return .object(object)
        case .array(var elements):
            let place = try index(first, below: elements.count, whole)
            if path.count == 1 {
                elements.remove(at: place)
            } else {
                elements[place] = try remove(path.dropFirst(), in: elements[place], whole)
            }
            return .array(elements)
        default: throw missing(whole)
        }
    }

    private static func index(_ text: String, below limit: Int, _ whole: String) throws(APIError) -> Int {
        guard let value = Int(text), value >= 0, String(value) == text, value < limit else { throw missing(whole) }
        return value
    }

    private static func missing(_ path: String) -> APIError {
        failed("the operation's path \(path) does not exist: doc is missing path")
    }

    private static func failed(_ problem: String) -> APIError {
        APIError(
            code: 422,
            reason: "Invalid",
            message: "the server rejected our request due to an error in our request: \(problem)"
        )
    }
}
