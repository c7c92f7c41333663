package import JSONTree

/// What is wrong with an object, in Kubernetes's words.
package enum Validation {
    private static let annotationLimit = 256 * 1024

    /// Checks an object that is about to be created or to replace `old`.
    ///
    /// - Throws: `APIError` 422 with every cause.
    package static func check(_ object: JSON, replacing old: JSON?, as resource: APIResource) throws(APIError) {
        var causes = metadata(object, resource)
        if let old { causes += immutable(object, old, resource) }
        switch resource.plural {
        case "pods": causes += PodValidation.causes(object, replacing: old)
        case "secrets": causes += data(object, "data", isBase64: true) + data(object, "stringData", isBase64: false)
        case "configmaps": causes += data(object, "data", isBase64: false)
        case "rolebindings", "clusterrolebindings": causes += binding(object, old, resource)
        case "deployments", "daemonsets":
            causes += WorkloadRules.causes(object, replacing: old, resource)
        case "mutatingwebhookconfigurations", "validatingwebhookconfigurations":
            causes += WebhookValidation.causes(object)
        case "roles", "clusterroles": causes += rules(object, resource)
        default: break
        }
        guard causes.isEmpty else { throw .invalid(resource, object.name, causes) }
    }

    private static func metadata(_ object: JSON, _ resource: APIResource) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let name = object.name
        if name.isEmpty {
            causes.append(.required("metadata.name", "name or generateName is required"))
        } else {
            let problem: String? =
                switch resource.plural {
                case "namespaces": Names.label(name)
                case "roles", "rolebindings", "clusterroles", "clusterrolebindings": Names.pathSegment(name)
                default: Names.subdomain(name)
                }
            if let problem { causes.append(.invalid("metadata.name", name, problem)) }
        }
        for (key, value) in object.labels.members {
            if let problem = Names.qualified(key) { causes.append(.invalid("metadata.labels", key, problem)) }
            guard let value = value.string else {
                causes.append(.invalid("metadata.labels", value.text(), "must be a string"))
                continue
            }
            if let problem = Names.labelValue(value) { causes.append(.invalid("metadata.labels", value, problem)) }
        }
        var size = 0
        for (key, value) in object.at("metadata", "annotations")?.object?.members ?? [] {
            if let problem = Names.qualified(key.lowercased()) {
                causes.append(.invalid("metadata.annotations", key, problem))
            }
            size += key.utf8.count + (value.string?.utf8.count ?? 0)
        }
        if size > annotationLimit {
            causes.append(
                APIError.Cause(
                    reason: "FieldValueTooLong",
                    message: "Too long: may not be more than \(annotationLimit) bytes",
                    field: "metadata.annotations"
                )
            )
        }
        return causes
    }

    private static func immutable(_ object: JSON, _ old: JSON, _ resource: APIResource) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for field in ["name", "namespace", "uid"] where object.at("metadata", field) != old.at("metadata", field) {
            let value = object.at("metadata", field)?.string ?? ""
            causes.append(.invalid("metadata.\(field)", value, "field is immutable"))
        }
        if resource.plural == "secrets" || resource.plural == "configmaps", old["immutable"]?.boolean == true {
            let kept = ["data", "binaryData", "immutable"]
            for field in kept where object[field] != old[field] {
                causes.append(.forbidden(field, "field is immutable when `immutable` is set"))
            }
        }
        if resource.plural == "secrets", object["type"] != old["type"] {
            causes.append(.invalid("type", object["type"]?.string ?? "", "field is immutable"))
        }
        return causes
    }

    private static func data(_ object: JSON, _ field: String, isBase64: Bool) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for (key, value) in object[field]?.object?.members ?? [] {
            let isAllowed =
                !key.isEmpty && key.utf8.count <= 253 && key != "." && !key.hasPrefix("..")
                && key.unicodeScalars.allSatisfy {
                    $0.isASCII
                        && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".contains(Character($0)))
                }
            if !isAllowed {
                causes.append(
                    .invalid(
                        "\(field)[\(key)]",
                        key,
                        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  "
                            + "or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"
                    )
                )
            }
            guard let text = value.string else {
                causes.append(.invalid("\(field)[\(key)]", value.text(), "must be a string"))
                continue
            }
            if isBase64, !Base64.isValid(text) {
                causes.append(.invalid("\(field)[\(key)]", "***", "illegal base64 data"))
            }
        }
        return causes
    }

    private static func binding(_ object: JSON, _ old: JSON?, _ resource: APIResource) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        if let old, old["roleRef"]?.means(object["roleRef"]) != true {
            causes.append(.invalid("roleRef", object["roleRef"]?.text() ?? "", "cannot change roleRef"))
        }
        if object.at("roleRef", "name")?.string?.isEmpty ?? true { causes.append(.required("roleRef.name")) }
        let kinds = resource.plural == "rolebindings" ? ["Role", "ClusterRole"] : ["ClusterRole"]
        let kind = object.at("roleRef", "kind")?.string ?? ""
        if !kinds.contains(kind) { causes.append(.unsupported("roleRef.kind", kind, kinds)) }
        for (index, subject) in (object["subjects"]?.array ?? []).enumerated() {
            let field = "subjects[\(index)]"
            if subject["name"]?.string?.isEmpty ?? true { causes.append(.required("\(field).name")) }
            let kind = subject["kind"]?.string ?? ""
            if kind == "ServiceAccount", subject["namespace"]?.string?.isEmpty ?? true {
                causes.append(.required("\(field).namespace"))
            }
            if !["ServiceAccount", "User", "Group"].contains(kind) {
                causes.append(.unsupported("\(field).kind", kind, ["Group", "ServiceAccount", "User"]))
            }
        }
        return causes
    }

    private static func rules(_ object: JSON, _ resource: APIResource) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for (index, rule) in (object["rules"]?.array ?? []).enumerated() {
            let field = "rules[\(index)]"
            if rule["verbs"]?.array?.isEmpty ?? true {
                causes.append(.required("\(field).verbs", "verbs must contain at least one value"))
            }
            guard rule["nonResourceURLs"]?.array?.isEmpty ?? true else { continue }
            if rule["resources"]?.array?.isEmpty ?? true {
                causes.append(.required("\(field).resources", "resource rules must supply at least one resource"))
            }
        }
        return causes
    }
}
