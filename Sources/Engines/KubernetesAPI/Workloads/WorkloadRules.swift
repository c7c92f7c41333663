import JSONTree

/// The rules and the default values of deployments and daemon sets.
enum WorkloadRules {
    static func setDefaults(_ object: inout JSON, _ resource: APIResource) {
        var template = object.at("spec", "template", "spec") ?? .empty
        Defaulting.template(&template)
        object.set("spec", "template", "spec", to: template)
        object.setDefault("spec", "revisionHistoryLimit", to: 10)
        object.setDefault("status", to: .empty)
        guard resource == .deployments else {
            object.setDefault("spec", "updateStrategy", "type", to: "RollingUpdate")
            if object.at("spec", "updateStrategy", "type") == "RollingUpdate" {
                object.setDefault("spec", "updateStrategy", "rollingUpdate", "maxUnavailable", to: 1)
                object.setDefault("spec", "updateStrategy", "rollingUpdate", "maxSurge", to: 0)
            }
            return
        }
        object.setDefault("spec", "replicas", to: 1)
        object.setDefault("spec", "progressDeadlineSeconds", to: 600)
        object.setDefault("spec", "strategy", "type", to: "RollingUpdate")
        if object.at("spec", "strategy", "type") == "RollingUpdate" {
            object.setDefault("spec", "strategy", "rollingUpdate", "maxUnavailable", to: "25%")
            object.setDefault("spec", "strategy", "rollingUpdate", "maxSurge", to: "25%")
        }
    }

    static func causes(_ object: JSON, replacing old: JSON?, _ resource: APIResource) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        guard let spec = object["spec"], spec.object != nil else { return [.required("spec")] }
        let selector = spec["selector"] ?? .empty
        if selector["matchLabels"]?.object?.isEmpty ?? true, selector["matchExpressions"]?.array?.isEmpty ?? true {
            causes.append(.required("spec.selector"))
        } else {
            do throws(APIError) {
                let labels = spec.at("template", "metadata", "labels")?.object ?? JSONObject()
                if try !LabelSelector(selector).selects(labels) {
                    let rule = "`selector` does not match template `labels`"
                    causes.append(.invalid("spec.template.metadata.labels", JSON.object(labels).text(), rule))
                }
            } catch {
                causes.append(.invalid("spec.selector", selector.text(), error.message))
            }
        }
        if let before = old?.at("spec", "selector"), !before.means(spec["selector"]) {
            causes.append(.invalid("spec.selector", selector.text(), "field is immutable"))
        }
        if let replicas = spec["replicas"] {
            guard let count = replicas.integer else {
                causes.append(.invalid("spec.replicas", replicas.text(), "must be a whole number"))
                return causes
            }
            if count < 0 {
                causes.append(.invalid("spec.replicas", number: count, "must be greater than or equal to 0"))
            }
            if count > Replicas.most {
                causes.append(
                    .invalid("spec.replicas", number: count, "must be less than or equal to \(Replicas.most)")
                )
            }
        }
        causes += times(spec, resource)
        let strategy = resource == .deployments ? "strategy" : "updateStrategy"
        let kinds = resource == .deployments ? ["Recreate", "RollingUpdate"] : ["OnDelete", "RollingUpdate"]
        if let kind = spec.at(strategy, "type")?.string, !kinds.contains(kind) {
            causes.append(.unsupported("spec.\(strategy).type", kind, kinds))
        }
        let policy = spec.at("template", "spec", "restartPolicy")?.string ?? "Always"
        if policy != "Always" {
            causes.append(.unsupported("spec.template.spec.restartPolicy", policy, ["Always"]))
        }
        let pod: JSON = ["spec": spec.at("template", "spec") ?? .empty]
        for cause in PodValidation.causes(pod, replacing: nil) {
            causes.append(
                APIError.Cause(reason: cause.reason, message: cause.message, field: "spec.template.\(cause.field)")
            )
        }
        return causes
    }

    private static func times(_ spec: JSON, _ resource: APIResource) -> [APIError.Cause] {
        var causes: [APIError.Cause] = []
        let names =
            ["minReadySeconds", "revisionHistoryLimit"] + (resource == .deployments ? ["progressDeadlineSeconds"] : [])
        for name in names {
            guard let value = spec[name]?.integer, value < 0 else { continue }
            causes.append(.invalid("spec.\(name)", number: value, "must be greater than or equal to 0"))
        }
        let (wait, deadline) = (spec["minReadySeconds"]?.integer ?? 0, spec["progressDeadlineSeconds"]?.integer)
        if let deadline, deadline >= 0, resource == .deployments, deadline <= wait {
            causes.append(
                .invalid("spec.progressDeadlineSeconds", number: deadline, "must be greater than minReadySeconds")
            )
        }
        return causes
    }
}
