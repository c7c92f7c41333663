package import JSONTree

/// OpenAPI v3 as `kubectl` reads it: every field of what is served, and which operations validate fields on the server.
package enum OpenAPI {
    private static let quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity"
    private static let intOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
    private static let time = "io.k8s.apimachinery.pkg.apis.meta.v1.Time"
    private static let microTime = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime"
    private static let simple: [(name: String, schema: JSON)] = [
        (
            quantity,
            [
                "description": "A number with a unit, such as 250m or 64Mi.",
                "oneOf": [["type": "string"], ["type": "number"]],
            ]
        ),
        (
            intOrString,
            [
                "description": "A number, or a text such as a percentage or a name.", "format": "int-or-string",
                "oneOf": [["type": "integer"], ["type": "string"]],
            ]
        ),
        (time, ["description": "A time (RFC 3339).", "type": "string", "format": "date-time"]),
        (microTime, ["description": "A time (RFC 3339) with microseconds.", "type": "string", "format": "date-time"]),
    ]

    /// `/openapi/v3`.
    package static var index: JSON {
        var paths = JSONObject()
        paths["api/v1"] = ["serverRelativeURL": "/openapi/v3/api/v1"]
        for group in APIResource.groups {
            paths["apis/\(group)/v1"] = ["serverRelativeURL": .string("/openapi/v3/apis/\(group)/v1")]
        }
        return ["paths": .object(paths)]
    }

    /// `/openapi/v3/…` for one group, in bytes.
    package static func document(group: String) -> [UInt8] { documents[group] ?? [] }

    private static let documents = Dictionary(
        uniqueKeysWithValues: ([""] + APIResource.groups).map { ($0, make(group: $0).serialized()) }
    )

    private static func make(group: String) -> JSON {
        var paths = JSONObject()
        var schemas = JSONObject()
        let prefix = group.isEmpty ? "/api/v1" : "/apis/\(group)/v1"
        let served = APIResource.all.filter { $0.group == group }
        for schema in SchemaTable.closure(of: served.flatMap { [$0.kind] + $0.subresources.map(\.kind) }) {
            schemas[schema.qualifiedName] = json(schema, of: served)
        }
        for (name, schema) in simple { schemas[name] = schema }
        for resource in served {
            let collection = prefix + (resource.isNamespaced ? "/namespaces/{namespace}/" : "/") + resource.plural
            paths[collection] = ["post": operation(resource, ["application/json"])]
            guard resource.isStored else { continue }
            paths[collection + "/{name}"] = [
                "patch": operation(resource, patches), "put": operation(resource, ["application/json"]),
            ]
        }
        return [
            "openapi": "3.0.0", "info": ["title": "Lanyard", "version": "v1.33.0"], "paths": .object(paths),
            "components": ["schemas": .object(schemas)],
        ]
    }

    /// The types of patches that are taken.
    static let patches = [
        "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json",
    ]

    static func identity(_ resource: APIResource) -> JSON {
        ["group": .string(resource.group), "version": .string(resource.version), "kind": .string(resource.kind)]
    }

    private static func operation(_ resource: APIResource, _ types: [String]) -> JSON {
        let name = SchemaTable.all[resource.kind]?.qualifiedName ?? resource.kind
        let content: JSON = ["schema": ["$ref": .string("#/components/schemas/\(name)")]]
        var requestContent = JSONObject()
        for type in types { requestContent[type] = content }
        return [
            "x-kubernetes-group-version-kind": identity(resource),
            "parameters": [
                ["name": "dryRun", "in": "query", "schema": ["type": "string"]],
                ["name": "fieldValidation", "in": "query", "schema": ["type": "string"]],
            ],
            "requestBody": ["content": .object(requestContent)],
            "responses": ["200": ["description": "OK", "content": ["application/json": content]]],
        ]
    }

    private static func json(_ schema: Schema, of served: [APIResource]) -> JSON {
        var json: JSON = ["type": "object"]
        if !schema.description.isEmpty { json.set("description", to: .string(schema.description)) }
        var properties = JSONObject()
        for field in schema.fields {
            var property = type(field.type)
            if let reference = property["$ref"] { property = ["allOf": [["$ref": reference]]] }
            if !field.description.isEmpty { property.set("description", to: .string(field.description)) }
            for (name, value) in extensions(field) { property.set(name, to: .string(value)) }
            properties[field.name] = property
        }
        json.set("properties", to: .object(properties))
        let required = schema.fields.filter(\.isRequired).map(\.name)
        if !required.isEmpty { json.set("required", to: .strings(required)) }
        if let resource = served.first(where: { $0.kind == schema.name }) {
            json.set("x-kubernetes-group-version-kind", to: [identity(resource)])
        }
        return json
    }

    /// What `kubectl apply` makes strategic merge patches by.
    static func extensions(_ field: Schema.Field) -> [(name: String, value: String)] {
        guard let merging = field.merging else { return [] }
        var extensions = [(name: "x-kubernetes-patch-strategy", value: merging.strategy)]
        if let key = merging.key { extensions.append((name: "x-kubernetes-patch-merge-key", value: key)) }
        return extensions
    }

    private static func type(_ type: FieldType) -> JSON {
        func reference(_ name: String) -> JSON { ["$ref": .string("#/components/schemas/\(name)")] }
        func element(_ inner: FieldType) -> JSON {
            let json = Self.type(inner)
            return json["$ref"].map { ["allOf": [["$ref": $0]]] } ?? json
        }
        switch type {
        case .string: return ["type": "string"]
        case .bytes: return ["type": "string", "format": "byte"]
        case .int32: return ["type": "integer", "format": "int32"]
        case .int64: return ["type": "integer", "format": "int64"]
        case .double: return ["type": "number", "format": "double"]
        case .boolean: return ["type": "boolean"]
        case .intOrString: return reference(intOrString)
        case .quantity: return reference(quantity)
        case .time: return reference(time)
        case .microTime: return reference(microTime)
        case .anything: return ["type": "object"]
        case .list(let inner): return ["type": "array", "items": element(inner)]
        case .map(let inner): return ["type": "object", "additionalProperties": element(inner)]
        case .object(let name): return reference(SchemaTable.all[name]?.qualifiedName ?? name)
        }
    }
}
