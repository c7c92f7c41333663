package import JSONTree

/// RFC 7396: members replace members, null removes, arrays are replaced whole.
package enum MergePatch {
    package static func apply(_ patch: JSON, to document: JSON) -> JSON {
        guard case .object(let changes) = patch else { return patch }
        var result = document.object ?? JSONObject()
        for (key, value) in changes.members {
            switch value {
            case .null: result[key] = nil
            case .object: result[key] = apply(value, to: result[key] ?? .empty)
            default: result[key] = value
            }
        }
        return .object(result)
    }
}
