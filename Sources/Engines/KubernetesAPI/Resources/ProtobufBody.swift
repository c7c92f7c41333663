package import JSONTree

/// Reads the protobuf form in which `kubectl` 1.33 sends some objects (`application/vnd.kubernetes.protobuf`).
///
/// Only the kinds below are known; field numbers are those of Kubernetes's `generated.proto` files.
package enum ProtobufBody {
    indirect enum Shape {
        case text
        case bytes
        case number
        case flag
        case texts
        case map
        case byteMap
        case message([Int: (String, Shape)])
        case messages([Int: (String, Shape)])
        /// What the server decides anyway.
        case ignored
    }

    static let metadata: Shape = .message([
        1: ("name", .text), 2: ("generateName", .text), 3: ("namespace", .text), 5: ("uid", .text),
        6: ("resourceVersion", .text), 11: ("labels", .map), 12: ("annotations", .map), 14: ("finalizers", .texts),
    ])
    private static let access: (String, Shape) = (
        "resourceAttributes",
        .message([
            1: ("namespace", .text), 2: ("verb", .text), 3: ("group", .text), 4: ("version", .text),
            5: ("resource", .text), 6: ("subresource", .text), 7: ("name", .text),
        ])
    )
    private static let path: (String, Shape) = (
        "nonResourceAttributes", .message([1: ("path", .text), 2: ("verb", .text)])
    )
    private static let rules: (String, Shape) = (
        "rules",
        .messages([
            1: ("verbs", .texts), 2: ("apiGroups", .texts), 3: ("resources", .texts), 4: ("resourceNames", .texts),
            5: ("nonResourceURLs", .texts),
        ])
    )
    private static let subjects: (String, Shape) = (
        "subjects",
        .messages([1: ("kind", .text), 2: ("apiGroup", .text), 3: ("name", .text), 4: ("namespace", .text)])
    )
    private static let roleRef: (String, Shape) = (
        "roleRef", .message([1: ("apiGroup", .text), 2: ("kind", .text), 3: ("name", .text)])
    )

    private static func fields(of kind: String) -> [Int: (String, Shape)]? {
        let names: Shape = .messages([1: ("name", .text)])
        switch kind {
        case "ServiceAccount":
            return [
                1: ("metadata", metadata), 2: ("secrets", .messages([3: ("name", .text)])),
                3: ("imagePullSecrets", names), 4: ("automountServiceAccountToken", .flag),
            ]
        case "Secret":
            return [
                1: ("metadata", metadata), 2: ("data", .byteMap), 3: ("type", .text), 4: ("stringData", .map),
                5: ("immutable", .flag),
            ]
        case "ConfigMap":
            return [
                1: ("metadata", metadata), 2: ("data", .map), 3: ("binaryData", .byteMap), 4: ("immutable", .flag),
            ]
        case "DeleteOptions":
            return [
                1: ("gracePeriodSeconds", .number),
                2: ("preconditions", .message([1: ("uid", .text), 2: ("resourceVersion", .text)])),
                3: ("orphanDependents", .flag), 4: ("propagationPolicy", .text), 5: ("dryRun", .texts),
            ]
        case "Namespace": return [1: ("metadata", metadata)]
        case "Deployment": return deployment
        case "TokenRequest":
            let bound: Shape = .message([
                1: ("kind", .text), 2: ("apiVersion", .text), 3: ("name", .text), 4: ("uid", .text),
            ])
            return [
                1: ("metadata", metadata),
                2: (
                    "spec",
                    .message([
                        1: ("audiences", .texts), 3: ("boundObjectRef", bound), 4: ("expirationSeconds", .number),
                    ])
                ),
            ]
        case "TokenReview":
            return [
                1: ("metadata", metadata), 2: ("spec", .message([1: ("token", .text), 2: ("audiences", .texts)])),
            ]
        case "SelfSubjectReview": return [1: ("metadata", metadata)]
        case "SelfSubjectRulesReview":
            return [1: ("metadata", metadata), 2: ("spec", .message([1: ("namespace", .text)]))]
        case "SelfSubjectAccessReview", "SubjectAccessReview", "LocalSubjectAccessReview":
            let spec: Shape = .message([1: access, 2: path, 3: ("user", .text), 4: ("groups", .texts)])
            return [1: ("metadata", metadata), 2: ("spec", spec)]
        case "Role", "ClusterRole": return [1: ("metadata", metadata), 2: rules]
        case "RoleBinding", "ClusterRoleBinding": return [1: ("metadata", metadata), 2: subjects, 3: roleRef]
        default: return nil
        }
    }

    /// The object as JSON; empty texts are left out, as JSON clients leave them out.
    ///
    /// - Throws: `APIError` 415 for a kind that is not known in this form, 400 for bytes that are none.
    package static func object(_ bytes: [UInt8]) throws(APIError) -> JSON {
        guard bytes.starts(with: [0x6B, 0x38, 0x73, 0x00]) else { throw .badRequest("the body is no protobuf object") }
        let outer: Shape = .message([
            1: ("type", .message([1: ("apiVersion", .text), 2: ("kind", .text)])), 2: ("raw", .bytes),
        ])
        let envelope = try read(bytes[4...], outer)
        let kind = envelope.at("type", "kind")?.string ?? ""
        guard let fields = fields(of: kind) else {
            // Of kubectl's commands only `debug` sends pods in this form.
            let hint =
                kind == "Pod"
                ? " (kubectl debug sends it so, and is not served by this cluster: make the pod with kubectl run or apply, "
                    + "or see the node from inside with lanyard node exec)" : ""
            throw .unsupportedMediaType(
                "\(kind) is not accepted as protobuf - accepted media types include: application/json\(hint)"
            )
        }
        let raw = (envelope["raw"]?.array ?? []).compactMap { $0.integer.flatMap { UInt8(exactly: $0) } }
        var object = try read(raw[...], .message(fields), isStrict: kind == "Deployment")
        object.set("apiVersion", to: envelope.at("type", "apiVersion"))
        object.set("kind", to: .string(kind))
        return object
    }

    /// With `isStrict`, a field that is not known may only hold what means nothing.
    private static func read(
        _ bytes: ArraySlice<UInt8>,
        _ shape: Shape,
        isStrict: Bool = false
    ) throws(APIError) -> JSON {
        guard case .message(let fields) = shape else { return .empty }
        var rest = bytes
        var result: JSON = .empty
        while !rest.isEmpty {
            let tag = try varint(&rest)
            var content: ArraySlice<UInt8> = []
            var number: UInt64 = 0
            switch tag & 7 {
            case 0: number = try varint(&rest)
            case 2:
                let count = try varint(&rest)
                guard count <= UInt64(rest.count) else { throw .badRequest("the protobuf body ends early") }
                content = rest.prefix(Int(count))
                rest = rest.dropFirst(Int(count))
            default: throw .badRequest("the protobuf body has an unknown wire type")
            }
            guard let (name, shape) = fields[Int(truncatingIfNeeded: tag >> 3)] else {
                guard !isStrict || number == 0 && content.isEmpty else {
                    throw .unsupportedMediaType(
                        "field \(tag >> 3) of a part of the object is not accepted as protobuf - accepted media types "
                            + "include: application/json"
                    )
                }
                continue
            }
            let text = String(decoding: content, as: UTF8.self)
            switch shape {
            case .text: if !text.isEmpty { result.set(name, to: .string(text)) }
            case .bytes: result.set(name, to: .array(content.map { .whole(Int($0)) }))
            case .number: result.set(name, to: .whole(Int(truncatingIfNeeded: number)))
            case .flag: result.set(name, to: .boolean(number != 0))
            case .texts: result.set(name, to: .array((result[name]?.array ?? []) + [.string(text)]))
            case .map, .byteMap:
                let pair = try read(content, .message([1: ("key", .text), 2: ("value", .bytes)]))
                let value = (pair["value"]?.array ?? []).compactMap { $0.integer.flatMap { UInt8(exactly: $0) } }
                let isText = if case .map = shape { true } else { false }
                result.set(
                    name,
                    pair["key"]?.string ?? "",
                    to: .string(isText ? String(decoding: value, as: UTF8.self) : Base64.encode(value))
                )
            case .message: result.set(name, to: try read(content, shape, isStrict: isStrict))
            case .messages(let inner):
                let element = try read(content, .message(inner), isStrict: isStrict)
                result.set(name, to: .array((result[name]?.array ?? []) + [element]))
            case .ignored: break
            }
        }
        return result
    }

    private static func varint(_ bytes: inout ArraySlice<UInt8>) throws(APIError) -> UInt64 {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { throw .badRequest("the protobuf body ends early") }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        throw .badRequest("the protobuf body has a number that is too long")
    }
}
