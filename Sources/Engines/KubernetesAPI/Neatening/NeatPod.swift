import JSONTree

/// What the cluster adds to the specification of a pod, or of a template of pods.
enum NeatPod {
    static func strip(_ spec: inout JSON) {
        spec.set("nodeName", to: nil)
        serviceAccount(&spec)
        token(&spec)
        tolerations(&spec)
        spec.drop("dnsPolicy", if: "ClusterFirst")
        spec.drop("enableServiceLinks", if: true)
        spec.drop("preemptionPolicy", if: "PreemptLowerPriority")
        if spec["priorityClassName"] != nil { spec.set("priority", to: nil) }
        spec.drop("priority", if: 0)
        spec.drop("restartPolicy", if: "Always")
        spec.drop("schedulerName", if: "default-scheduler")
        spec.dropEmpty("securityContext")
        spec.drop("terminationGracePeriodSeconds", if: 30)
        for list in ["containers", "initContainers", "ephemeralContainers"] { spec.change(each: list, by: container) }
        spec.change(each: "volumes", by: volume)
        for list in ["volumes", "initContainers"] { spec.dropEmpty(list) }
    }

    /// `serviceAccount` says again what `serviceAccountName` says, and `default` goes without saying.
    private static func serviceAccount(_ spec: inout JSON) {
        if let old = spec["serviceAccount"] { spec.setDefault("serviceAccountName", to: old) }
        spec.set("serviceAccount", to: nil)
        spec.drop("serviceAccountName", if: "default")
    }

    /// The token that the ServiceAccount admission mounts: a projected volume today, a secret in clusters before 1.21.
    private static func token(_ spec: inout JSON) {
        let names = (spec["volumes"]?.array ?? []).filter(isToken).compactMap { $0["name"]?.string }
        guard !names.isEmpty else { return }
        let isAdded: (JSON) -> Bool = { names.contains($0["name"]?.string ?? "") }
        spec.set("volumes", to: .array((spec["volumes"]?.array ?? []).filter { !isAdded($0) }))
        for list in ["containers", "initContainers", "ephemeralContainers"] {
            spec.change(each: list) { container in
                guard let mounts = container["volumeMounts"]?.array else { return }
                container.set("volumeMounts", to: .array(mounts.filter { !isAdded($0) }))
                container.dropEmpty("volumeMounts")
            }
        }
    }

    private static func isToken(_ volume: JSON) -> Bool {
        let name = volume["name"]?.string ?? ""
        return name.hasPrefix("kube-api-access-") && volume["projected"] != nil
            || name.contains("-token-") && volume.at("secret", "secretName")?.string == name
    }

    private static func tolerations(_ spec: inout JSON) {
        guard let tolerations = spec["tolerations"]?.array else { return }
        let own = tolerations.filter { toleration in
            let key = toleration["key"]?.string ?? ""
            guard ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"].contains(key) else { return true }
            return !toleration.means(
                ["effect": "NoExecute", "key": .string(key), "operator": "Exists", "tolerationSeconds": 300]
            )
        }
        spec.set("tolerations", to: own.isEmpty ? nil : .array(own))
    }

    private static func container(_ container: inout JSON) {
        container.drop("imagePullPolicy", if: .string(Defaulting.pullPolicy(of: container["image"]?.string ?? "")))
        for limit in container.at("resources", "limits")?.object?.members ?? [] {
            container.drop("resources", "requests", limit.key, if: limit.value)
        }
        container.change(at: ["resources"]) { $0.dropEmpty("requests") }
        container.dropEmpty("resources")
        container.drop("terminationMessagePath", if: "/dev/termination-log")
        container.drop("terminationMessagePolicy", if: "File")
        container.change(each: "ports") { $0.drop("protocol", if: "TCP") }
        container.change(each: "env") { $0.drop("valueFrom", "fieldRef", "apiVersion", if: "v1") }
        for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
            container.change(at: [name], by: probe)
        }
    }

    private static func probe(_ probe: inout JSON) {
        probe.drop("failureThreshold", if: 3)
        probe.drop("periodSeconds", if: 10)
        probe.drop("successThreshold", if: 1)
        probe.drop("timeoutSeconds", if: 1)
        probe.drop("httpGet", "scheme", if: "HTTP")
        probe.drop("grpc", "service", if: "")
    }

    private static func volume(_ volume: inout JSON) {
        for kind in ["secret", "configMap", "downwardAPI", "projected"] { volume.drop(kind, "defaultMode", if: 420) }
        volume.drop("hostPath", "type", if: "")
        volume.change(at: ["downwardAPI"], by: fields)
        volume.change(at: ["projected"]) { projected in
            projected.change(each: "sources") { source in
                source.drop("serviceAccountToken", "expirationSeconds", if: 3600)
                source.change(at: ["downwardAPI"], by: fields)
            }
        }
    }

    private static func fields(_ downward: inout JSON) {
        downward.change(each: "items") { $0.drop("fieldRef", "apiVersion", if: "v1") }
    }
}
