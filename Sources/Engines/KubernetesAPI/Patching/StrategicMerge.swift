package import JSONTree

/// Kubernetes's strategic merge patch: lists of objects are merged by the key their API type names.
package enum StrategicMerge {
    /// The key that a list's elements are merged by (`patchMergeKey` of the Go types); lists not named are replaced.
    private static let mergeKeys: [String: String] = [
        "containers": "name", "initContainers": "name", "ephemeralContainers": "name", "volumes": "name",
        "imagePullSecrets": "name", "env": "name", "volumeMounts": "mountPath", "volumeDevices": "devicePath",
        "ports": "containerPort", "hostAliases": "ip", "secrets": "name", "conditions": "type", "addresses": "type",
        "podIPs": "ip", "hostIPs": "ip", "ownerReferences": "uid", "topologySpreadConstraints": "topologyKey",
        "webhooks": "name", "matchConditions": "name", "resourceClaims": "name", "schedulingGates": "name",
        "resourceClaimStatuses": "name",
    ]
    /// The key that a list of objects is merged by; nil if it is replaced.
    static func key(of list: String) -> String? { mergeKeys[list] }

    /// Lists of plain values that are merged as sets.
    private static let sets: Set<String> = ["finalizers", "podCIDRs"]
    /// Objects of which only the members named in the patch are kept (`patchStrategy: retainKeys`).
    private static let retaining: Set<String> = ["volumes", "strategy"]

    /// - Throws: `APIError` 400 for a directive that cannot be read.
    package static func apply(_ patch: JSON, to document: JSON) throws(APIError) -> JSON {
        guard case .object(let changes) = patch else {
            throw .badRequest("error decoding patch: a strategic merge patch is an object")
        }
        return .object(try merge(changes, into: document.object ?? JSONObject()))
    }

    private static func merge(_ patch: JSONObject, into original: JSONObject) throws(APIError) -> JSONObject {
        var patch = patch
        switch patch["$patch"]?.string {
        case "replace"?:
            patch["$patch"] = nil
            return patch
        case "delete"?: return JSONObject()
        case "merge"?, nil: patch["$patch"] = nil
        case let other?: throw .badRequest("Unknown patch type found in the patch: \(other)")
        }
        var result = original
        if let kept = patch["$retainKeys"]?.array?.compactMap(\.string) {
            for key in result.keys where !kept.contains(key) { result[key] = nil }
            patch["$retainKeys"] = nil
        }
        for (key, value) in patch.members where key.hasPrefix("$deleteFromPrimitiveList/") {
            let name = String(key.dropFirst("$deleteFromPrimitiveList/".count))
            let gone = value.array ?? []
            if let elements = result[name]?.array { result[name] = .array(elements.filter { !gone.contains($0) }) }
        }
        for (key, value) in patch.members where !key.hasPrefix("$") {
            switch value {
            case .null: result[key] = nil
            case .object(let inner):
                let merged = try merge(inner, into: result[key]?.object ?? JSONObject())
                result[key] = inner["$patch"]?.string == "delete" ? nil : .object(merged)
            case .array(let elements):
                let order = patch["$setElementOrder/\(key)"]?.array
                result[key] = .array(try list(key, elements, into: result[key]?.array ?? [], order: order))
            default: result[key] = value
            }
        }
        for (key, value) in patch.members where key.hasPrefix("$setElementOrder/") {
            let name = String(key.dropFirst("$setElementOrder/".count))
            guard patch[name] == nil, let elements = result[name]?.array else { continue }
            result[name] = .array(ordered(elements, by: value.array ?? [], key: mergeKeys[name]))
        }
        return result
    }

    private static func list(
        _ field: String,
        _ patch: [JSON],
        into original: [JSON],
        order: [JSON]?
    ) throws(APIError) -> [JSON] {
        if sets.contains(field) {
            let merged = original + patch.filter { !original.contains($0) }
            return order.map { ordered(merged, by: $0, key: nil) } ?? merged
        }
        guard let mergeKey = mergeKeys[field], patch.allSatisfy({ $0.object != nil }) else { return patch }
        if patch.contains(where: { $0["$patch"]?.string == "replace" }) {
            return patch.filter { $0["$patch"] == nil }
        }
        // A container's ports may lack the key where a list of other ports is meant.
        guard patch.allSatisfy({ $0[mergeKey] != nil }) else {
            if field == "ports", patch.contains(where: { $0["port"] != nil }) { return patch }
            throw .badRequest("map: \(patch.first?.text() ?? "") does not contain declared merge key: \(mergeKey)")
        }
        var result = original
        for element in patch {
            let key = element[mergeKey]
            let place = result.firstIndex { $0[mergeKey] == key }
            if element["$patch"]?.string == "delete" {
                if let place { result.remove(at: place) }
                continue
            }
            let changes = element.object ?? JSONObject()
            if let place {
                result[place] = .object(try merge(changes, into: result[place].object ?? JSONObject()))
            } else {
                result.append(.object(try merge(changes, into: JSONObject())))
            }
        }
        return order.map { ordered(result, by: $0, key: mergeKey) } ?? result
    }

    /// What the order names comes in it; the rest keeps its place relative to what came before it.
    private static func ordered(_ elements: [JSON], by order: [JSON], key: String?) -> [JSON] {
        func rank(_ element: JSON) -> Int? {
            order.firstIndex { wanted in
                guard let key else { return wanted == element }
                return wanted[key] == element[key]
            }
        }
        var ranked: [(rank: Int, place: Int, element: JSON)] = []
        var last = -1
        for (place, element) in elements.enumerated() {
            if let own = rank(element) { last = own }
            ranked.append((rank(element) ?? last, place, element))
        }
        return ranked.sorted { ($0.rank, $0.place) < ($1.rank, $1.place) }.map(\.element)
    }
}
