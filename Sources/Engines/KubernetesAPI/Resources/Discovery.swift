package import JSONTree

/// The documents that tell clients what is served.
package enum Discovery {
    /// `/version`.
    package static let version: JSON = [
        "major": "1", "minor": "33", "gitVersion": "v1.33.0-lanyard", "gitCommit": "", "gitTreeState": "clean",
        "buildDate": "2026-11-01T00:00:00Z", "goVersion": "none", "compiler": "swiftc", "platform": "linux/amd64",
    ]

    /// `/api`.
    package static let coreVersions: JSON = [
        "kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [],
    ]

    /// `/apis`.
    package static var groupList: JSON {
        [
            "kind": "APIGroupList", "apiVersion": "v1",
            "groups": .array(APIResource.groups.map { group($0, isListed: true) }),
        ]
    }

    /// `/apis/GROUP`.
    package static func group(_ name: String, isListed: Bool = false) -> JSON {
        let version: JSON = ["groupVersion": .string("\(name)/v1"), "version": "v1"]
        var json: JSON = isListed ? .empty : ["kind": "APIGroup", "apiVersion": "v1"]
        json.set("name", to: .string(name))
        json.set("versions", to: [version])
        json.set("preferredVersion", to: version)
        return json
    }

    /// `/api/v1` or `/apis/GROUP/v1`.
    package static func resourceList(group: String) -> JSON {
        var resources: [JSON] = []
        for resource in APIResource.all where resource.group == group {
            var json: JSON = [
                "name": .string(resource.plural), "singularName": .string(resource.singular),
                "namespaced": .boolean(resource.isNamespaced), "kind": .string(resource.kind),
                "verbs": .strings(resource.verbs),
            ]
            if !resource.shortNames.isEmpty { json.set("shortNames", to: .strings(resource.shortNames)) }
            if !resource.categories.isEmpty { json.set("categories", to: .strings(resource.categories)) }
            resources.append(json)
            for part in resource.subresources {
                var json: JSON = [
                    "name": .string("\(resource.plural)/\(part.name)"), "singularName": "",
                    "namespaced": .boolean(resource.isNamespaced), "kind": .string(part.kind),
                    "verbs": .strings(part.verbs),
                ]
                if !part.group.isEmpty {
                    json.set("group", to: .string(part.group))
                    json.set("version", to: .string(part.version))
                }
                resources.append(json)
            }
        }
        return [
            "kind": "APIResourceList", "apiVersion": "v1",
            "groupVersion": .string(group.isEmpty ? "v1" : "\(group)/v1"), "resources": .array(resources),
        ]
    }

    /// `/api` and `/apis` in the aggregated form (`apidiscovery.k8s.io`), the core group or the named ones.
    package static func aggregated(core: Bool, version: String) -> JSON {
        let groups = core ? [""] : APIResource.groups
        return [
            "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(version)"),
            "metadata": .empty,
            "items": .array(
                groups.map { group in
                    [
                        "metadata": group.isEmpty ? .empty : ["name": .string(group)],
                        "versions": [
                            [
                                "version": "v1", "freshness": "Current",
                                "resources": .array(
                                    APIResource.all.filter { $0.group == group }.map { aggregated($0) }
                                ),
                            ]
                        ],
                    ]
                }
            ),
        ]
    }

    private static func aggregated(_ resource: APIResource) -> JSON {
        func responseKind(_ group: String, _ version: String, _ kind: String) -> JSON {
            ["group": .string(group), "version": .string(version), "kind": .string(kind)]
        }
        var json: JSON = [
            "resource": .string(resource.plural),
            "responseKind": responseKind(resource.group, resource.version, resource.kind),
            "scope": resource.isNamespaced ? "Namespaced" : "Cluster",
            "singularResource": .string(resource.singular), "verbs": .strings(resource.verbs),
        ]
        if !resource.shortNames.isEmpty { json.set("shortNames", to: .strings(resource.shortNames)) }
        if !resource.categories.isEmpty { json.set("categories", to: .strings(resource.categories)) }
        if !resource.subresources.isEmpty {
            json.set(
                "subresources",
                to: .array(
                    resource.subresources.map { part in
                        [
                            "subresource": .string(part.name),
                            "responseKind": responseKind(part.group, part.version, part.kind),
                            "verbs": .strings(part.verbs),
                        ]
                    }
                )
            )
        }
        return json
    }
}
