package import JSONTree

/// OpenAPI v3 enough for `kubectl`: which operations validate fields on the server, and loose schemas of every kind.
package enum OpenAPI {
    /// `/openapi/v3`.
    package static var index: JSON {
        var paths = JSONObject()
        paths["api/v1"] = ["serverRelativeURL": "/openapi/v3/api/v1"]
        for group in APIResource.groups {
            paths["apis/\(group)/v1"] = ["serverRelativeURL": .string("/openapi/v3/apis/\(group)/v1")]
        }
        return ["paths": .object(paths)]
    }

    /// `/openapi/v3/…` for one group.
    package static func document(group: String) -> JSON {
        var paths = JSONObject()
        var schemas = JSONObject()
        let prefix = group.isEmpty ? "/api/v1" : "/apis/\(group)/v1"
        for resource in APIResource.all where resource.group == group {
            let kind: JSON = [
                "group": .string(group), "version": .string(resource.version), "kind": .string(resource.kind),
            ]
            let name = "io.k8s.api.\(group.isEmpty ? "core" : String(group.prefix { $0 != "." })).v1.\(resource.kind)"
            schemas[name] = [
                "description": .string(
                    "\(resource.kind) as Kubernetes defines it. Lanyard describes its outline only; fields it does not "
                        + "list are kept as they are."
                ),
                "type": "object",
                "properties": [
                    "apiVersion": ["type": "string", "description": "Version of this representation of the object."],
                    "kind": ["type": "string", "description": "The kind of the object."],
                    "metadata": ["type": "object", "description": "Standard object's metadata."],
                    "spec": ["type": "object", "description": "What is wanted."],
                    "status": ["type": "object", "description": "What was observed."],
                ],
                "x-kubernetes-group-version-kind": [kind],
                "x-kubernetes-preserve-unknown-fields": true,
            ]
            let operation: JSON = [
                "x-kubernetes-group-version-kind": kind,
                "parameters": [
                    ["name": "dryRun", "in": "query", "schema": ["type": "string"]],
                    ["name": "fieldValidation", "in": "query", "schema": ["type": "string"]],
                ],
                "responses": [
                    "200": [
                        "description": "OK",
                        "content": [
                            "application/json": [
                                "schema": ["$ref": .string("#/components/schemas/\(name)")]
                            ]
                        ],
                    ]
                ],
            ]
            let collection = prefix + (resource.isNamespaced ? "/namespaces/{namespace}/" : "/") + resource.plural
            paths[collection] = ["post": operation]
            if resource.isStored { paths[collection + "/{name}"] = ["patch": operation, "put": operation] }
        }
        return [
            "openapi": "3.0.0", "info": ["title": "Lanyard", "version": "v1.33.0"], "paths": .object(paths),
            "components": ["schemas": .object(schemas)],
        ]
    }
}
