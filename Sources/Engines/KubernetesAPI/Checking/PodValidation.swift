import JSONTree

/// The rules of pods that users run into.
enum PodValidation {
    private static let changeable = """
        pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,\
        `spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),\
        `spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)
        """

    static func causes(_ pod: JSON, replacing old: JSON?) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        guard let spec = pod["spec"], spec.object != nil else { return [.required("spec.containers")] }
        let volumes = names(spec["volumes"], "spec.volumes", rule: Names.label, &causes)
        let containers = spec["containers"]?.array ?? []
        if containers.isEmpty { causes.append(.required("spec.containers")) }
        var seen: Set<String> = []
        for field in ["initContainers", "containers"] {
            for (index, container) in (spec[field]?.array ?? []).enumerated() {
                causes += check(container, "spec.\(field)[\(index)]", volumes: volumes, seen: &seen)
            }
        }
        let policies = ["Always", "OnFailure", "Never"]
        if let policy = spec["restartPolicy"]?.string, !policies.contains(policy) {
            causes.append(.unsupported("spec.restartPolicy", policy, policies))
        }
        if let account = spec["serviceAccountName"]?.string, let problem = Names.subdomain(account) {
            causes.append(.invalid("spec.serviceAccountName", account, problem))
        }
        for (index, volume) in (spec["volumes"]?.array ?? []).enumerated() {
            causes += tokens(volume, "spec.volumes[\(index)]")
        }
        if let old { causes += changes(spec, old["spec"] ?? .empty) }
        return causes
    }

    private static func names(
        _ list: JSON?,
        _ field: String,
        rule: (String) -> String?,
        _ causes: inout [APIError.Cause]
    ) -> Set<String> {
        var names: Set<String> = []
        for (index, element) in (list?.array ?? []).enumerated() {
            let name = element["name"]?.string ?? ""
            if name.isEmpty {
                causes.append(.required("\(field)[\(index)].name"))
            } else if let problem = rule(name) {
                causes.append(.invalid("\(field)[\(index)].name", name, problem))
            } else if !names.insert(name).inserted {
                causes.append(.duplicate("\(field)[\(index)].name", name))
            }
        }
        return names
    }

    private static func check(
        _ container: JSON,
        _ field: String,
        volumes: Set<String>,
        seen: inout Set<String>
    ) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let name = container["name"]?.string ?? ""
        if name.isEmpty {
            causes.append(.required("\(field).name"))
        } else if let problem = Names.label(name) {
            causes.append(.invalid("\(field).name", name, problem))
        } else if !seen.insert(name).inserted {
            causes.append(.duplicate("\(field).name", name))
        }
        if container["image"]?.string?.isEmpty ?? true { causes.append(.required("\(field).image")) }
        let policies = ["Always", "IfNotPresent", "Never"]
        if let policy = container["imagePullPolicy"]?.string, !policies.contains(policy) {
            causes.append(.unsupported("\(field).imagePullPolicy", policy, policies))
        }
        var paths: Set<String> = []
        for (index, mount) in (container["volumeMounts"]?.array ?? []).enumerated() {
            let place = "\(field).volumeMounts[\(index)]"
            let volume = mount["name"]?.string ?? ""
            if volume.isEmpty {
                causes.append(.required("\(place).name"))
            } else if !volumes.contains(volume) {
                causes.append(.notFound("\(place).name", volume))
            }
            let path = mount["mountPath"]?.string ?? ""
            if path.isEmpty { causes.append(.required("\(place).mountPath")) }
            if !path.isEmpty, !paths.insert(path).inserted {
                causes.append(.invalid("\(place).mountPath", path, "must be unique"))
            }
        }
        for (index, variable) in (container["env"]?.array ?? []).enumerated()
        where variable["name"]?.string?.isEmpty ?? true {
            causes.append(.required("\(field).env[\(index)].name"))
        }
        return causes
    }

    private static func tokens(_ volume: JSON, _ field: String) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        for (index, source) in (volume.at("projected", "sources")?.array ?? []).enumerated() {
            guard let token = source["serviceAccountToken"] else { continue }
            let place = "\(field).projected.sources[\(index)].serviceAccountToken"
            if token["path"]?.string?.isEmpty ?? true { causes.append(.required("\(place).path")) }
            if let seconds = token["expirationSeconds"]?.integer {
                if seconds < 600 {
                    causes.append(
                        .invalid(
                            "\(place).expirationSeconds",
                            number: seconds,
                            "may not specify a duration less than 10 minutes"
                        )
                    )
                } else if seconds > 1 << 32 {
                    causes.append(
                        .invalid(
                            "\(place).expirationSeconds",
                            number: seconds,
                            "may not specify a duration larger than 2^32 seconds"
                        )
                    )
                }
            }
        }
        return causes
    }

    private static func changes(_ new: JSON, _ old: JSON) -> [APIError.Cause] {
        func fixed(_ spec: JSON) -> JSON {
            var spec = spec
            for field in ["activeDeadlineSeconds", "tolerations", "nodeName"] { spec.set(field, to: nil) }
            for list in ["containers", "initContainers"] {
                guard let containers = spec[list]?.array else { continue }
                spec.set(
                    list,
                    to: .array(
                        containers.map { container in
                            var container = container
                            container.set("image", to: nil)
                            return container
                        }
                    )
                )
            }
            return spec
        }
        guard fixed(new).means(fixed(old)), old["nodeName"] == nil || old["nodeName"] == new["nodeName"] else {
            return [.forbidden("spec", changeable)]
        }
        return []
    }
}
