package import JSONTree

/// The values that the API server fills in.
package enum Defaulting {
    package static func apply(to object: inout JSON, as resource: APIResource) {
        object.set("apiVersion", to: .string(resource.groupVersion))
        object.set("kind", to: .string(resource.kind))
        switch resource.plural {
        case "pods":
            var spec = object["spec"] ?? .empty
            pod(&spec)
            object.set("spec", to: spec)
        case "secrets": secret(&object)
        case "namespaces":
            object.set("metadata", "labels", "kubernetes.io/metadata.name", to: .string(object.name))
            object.setDefault("spec", "finalizers", to: ["kubernetes"])
            object.setDefault("status", "phase", to: "Active")
        case "deployments", "daemonsets": WorkloadRules.setDefaults(&object, resource)
        case "mutatingwebhookconfigurations": WebhookValidation.setDefaults(&object, isMutating: true)
        case "validatingwebhookconfigurations": WebhookValidation.setDefaults(&object, isMutating: false)
        case "rolebindings", "clusterrolebindings":
            object.setDefault("roleRef", "apiGroup", to: "rbac.authorization.k8s.io")
            let subjects = (object["subjects"]?.array ?? []).map { subject in
                var subject = subject
                let isAccount = subject["kind"]?.string == "ServiceAccount"
                if !isAccount { subject.setDefault("apiGroup", to: "rbac.authorization.k8s.io") }
                return subject
            }
            if !subjects.isEmpty { object.set("subjects", to: .array(subjects)) }
        default: break
        }
    }

    /// The specification of a pod.
    package static func pod(_ spec: inout JSON) {
        template(&spec)
        spec.setDefault("enableServiceLinks", to: true)
        spec.setDefault("preemptionPolicy", to: "PreemptLowerPriority")
        spec.setDefault("priority", to: 0)
        var tolerations = spec["tolerations"]?.array ?? []
        for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]
        where !tolerations.contains(where: { $0["key"]?.string == key }) {
            tolerations.append(
                ["effect": "NoExecute", "key": .string(key), "operator": "Exists", "tolerationSeconds": 300]
            )
        }
        spec.set("tolerations", to: .array(tolerations))
    }

    /// The specification of a pod in a template: without what only a pod is given.
    static func template(_ spec: inout JSON) {
        if let account = spec["serviceAccount"]?.string { spec.setDefault("serviceAccountName", to: .string(account)) }
        for list in ["containers", "initContainers"] {
            guard let containers = spec[list]?.array else { continue }
            spec.set(list, to: .array(containers.map(container)))
        }
        if let volumes = spec["volumes"]?.array { spec.set("volumes", to: .array(volumes.map(volume))) }
        spec.setDefault("dnsPolicy", to: "ClusterFirst")
        spec.setDefault("restartPolicy", to: "Always")
        spec.setDefault("schedulerName", to: "default-scheduler")
        spec.setDefault("securityContext", to: .empty)
        spec.setDefault("terminationGracePeriodSeconds", to: 30)
    }

    /// `Always` for what is tagged `latest` or not at all, else `IfNotPresent`.
    static func pullPolicy(of image: String) -> String {
        let name = image.split(separator: "/").last ?? ""
        let isLatest = !image.contains("@") && (!name.contains(":") || name.hasSuffix(":latest"))
        return isLatest ? "Always" : "IfNotPresent"
    }

    private static func container(_ container: JSON) -> JSON {
        var container = container
        container.setDefault("imagePullPolicy", to: .string(pullPolicy(of: container["image"]?.string ?? "")))
        container.setDefault("resources", to: .empty)
        for limit in container.at("resources", "limits")?.object?.members ?? [] {
            container.setDefault("resources", "requests", limit.key, to: limit.value)
        }
        container.setDefault("terminationMessagePath", to: "/dev/termination-log")
        container.setDefault("terminationMessagePolicy", to: "File")
        if let ports = container["ports"]?.array {
            container.set(
                "ports",
                to: .array(
                    ports.map { port in
                        var port = port
                        port.setDefault("protocol", to: "TCP")
                        return port
                    }
                )
            )
        }
        if let variables = container["env"]?.array {
            container.set(
                "env",
                to: .array(
                    variables.map { variable in
                        var variable = variable
                        if variable.at("valueFrom", "fieldRef") != nil {
                            variable.setDefault("valueFrom", "fieldRef", "apiVersion", to: "v1")
                        }
                        return variable
                    }
                )
            )
        }
        return container
    }

    private static func volume(_ volume: JSON) -> JSON {
        var volume = volume
        for kind in ["secret", "configMap", "downwardAPI", "projected"] where volume[kind] != nil {
            volume.setDefault(kind, "defaultMode", to: 420)
        }
        if volume["hostPath"] != nil { volume.setDefault("hostPath", "type", to: "") }
        if let sources = volume.at("projected", "sources")?.array {
            volume.set(
                "projected",
                "sources",
                to: .array(
                    sources.map { source in
                        var source = source
                        if source["serviceAccountToken"] != nil {
                            source.setDefault("serviceAccountToken", "expirationSeconds", to: 3600)
                        }
                        return source
                    }
                )
            )
        }
        return volume
    }

    private static func secret(_ object: inout JSON) {
        object.setDefault("type", to: "Opaque")
        guard let texts = object["stringData"]?.object else { return }
        for (key, value) in texts.members {
            if let text = value.string { object.set("data", key, to: .string(Base64.encode(Array(text.utf8)))) }
        }
        object.set("stringData", to: nil)
    }
}
