import JSONTree

/// What the cluster adds to the objects of each kind.
enum NeatKinds {
    static func strip(_ object: inout JSON) {
        let kind = object["kind"]?.string ?? ""
        switch kind {
        case "Pod": object.change(at: ["spec"], by: NeatPod.strip)
        case "Deployment", "DaemonSet", "StatefulSet", "ReplicaSet", "ReplicationController", "Job":
            object.change(at: ["spec"]) { workload(&$0, kind) }
        case "CronJob":
            object.change(at: ["spec"]) { spec in
                spec.drop("concurrencyPolicy", if: "Allow")
                spec.drop("failedJobsHistoryLimit", if: 1)
                spec.drop("successfulJobsHistoryLimit", if: 3)
                spec.drop("suspend", if: false)
                Neat.metadata(&spec, "jobTemplate", "metadata")
                spec.change(at: ["jobTemplate", "spec"]) { workload(&$0, "Job") }
            }
        case "Service": object.change(at: ["spec"], by: service)
        case "PersistentVolumeClaim":
            object.set("spec", "volumeName", to: nil)
            object.drop("spec", "volumeMode", if: "Filesystem")
        case "Secret": object.drop("type", if: "Opaque")
        case "Namespace":
            object.drop("spec", "finalizers", if: ["kubernetes"])
            object.dropEmpty("spec")
        case "ServiceAccount": serviceAccount(&object)
        case "RoleBinding", "ClusterRoleBinding": binding(&object)
        case "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration":
            object.change(each: "webhooks", by: webhook)
        default: break
        }
    }

    private static func workload(_ spec: inout JSON, _ kind: String) {
        spec.change(at: ["template", "spec"], by: NeatPod.strip)
        Neat.metadata(&spec, "template", "metadata")
        spec.drop("revisionHistoryLimit", if: 10)
        switch kind {
        case "Deployment":
            spec.drop("replicas", if: 1)
            spec.drop("progressDeadlineSeconds", if: 600)
            rollingUpdate(&spec, "strategy", ["maxUnavailable": "25%", "maxSurge": "25%"])
        case "DaemonSet": rollingUpdate(&spec, "updateStrategy", ["maxUnavailable": 1, "maxSurge": 0])
        case "StatefulSet":
            spec.drop("replicas", if: 1)
            spec.drop("podManagementPolicy", if: "OrderedReady")
            let retention: JSON = ["whenDeleted": "Retain", "whenScaled": "Retain"]
            spec.drop("persistentVolumeClaimRetentionPolicy", if: retention)
            rollingUpdate(&spec, "updateStrategy", ["partition": 0])
        case "Job":
            spec.drop("backoffLimit", if: 6)
            spec.drop("completionMode", if: "NonIndexed")
            spec.drop("completions", if: 1)
            spec.drop("manualSelector", if: false)
            spec.drop("parallelism", if: 1)
            spec.drop("podReplacementPolicy", if: "TerminatingOrFailed")
            spec.drop("suspend", if: false)
            let labels = spec.at("selector", "matchLabels")?.object?.keys ?? []
            if labels.contains(where: { $0.hasSuffix("controller-uid") }) { spec.set("selector", to: nil) }
        default: spec.drop("replicas", if: 1)
        }
    }

    private static func rollingUpdate(_ spec: inout JSON, _ strategy: String, _ defaults: JSONObject) {
        guard spec.at(strategy, "type") == "RollingUpdate" else { return }
        for (key, value) in defaults.members { spec.drop(strategy, "rollingUpdate", key, if: value) }
        spec.dropEmpty(strategy, "rollingUpdate")
        if spec.at(strategy, "rollingUpdate") == nil { spec.drop(strategy, "type", if: "RollingUpdate") }
        spec.dropEmpty(strategy)
    }

    private static func service(_ spec: inout JSON) {
        if spec["clusterIP"] != "None" {
            spec.set("clusterIP", to: nil)
            spec.set("clusterIPs", to: nil)
        } else {
            spec.drop("clusterIPs", if: ["None"])
        }
        spec.drop("internalTrafficPolicy", if: "Cluster")
        spec.drop("externalTrafficPolicy", if: "Cluster")
        spec.drop("allocateLoadBalancerNodePorts", if: true)
        if spec["ipFamilyPolicy"] == "SingleStack" {
            spec.set("ipFamilyPolicy", to: nil)
            spec.set("ipFamilies", to: nil)
        }
        spec.drop("sessionAffinity", if: "None")
        spec.drop("type", if: "ClusterIP")
        spec.change(each: "ports") { port in
            port.drop("protocol", if: "TCP")
            if let number = port["port"] { port.drop("targetPort", if: number) }
        }
    }

    /// The secrets that old clusters made for each service account.
    private static func serviceAccount(_ object: inout JSON) {
        let name = object.name
        guard let secrets = object["secrets"]?.array else { return }
        let own = secrets.filter { !($0["name"]?.string ?? "").hasPrefix("\(name)-token-") }
        object.set("secrets", to: own.isEmpty ? nil : .array(own))
    }

    private static func binding(_ object: inout JSON) {
        object.change(each: "subjects") { subject in
            if subject["kind"] != "ServiceAccount" { subject.drop("apiGroup", if: "rbac.authorization.k8s.io") }
        }
    }

    private static func webhook(_ webhook: inout JSON) {
        webhook.drop("failurePolicy", if: "Fail")
        webhook.drop("matchPolicy", if: "Equivalent")
        webhook.dropEmpty("namespaceSelector")
        webhook.dropEmpty("objectSelector")
        webhook.drop("reinvocationPolicy", if: "Never")
        webhook.drop("timeoutSeconds", if: 10)
        webhook.drop("clientConfig", "service", "port", if: 443)
        webhook.change(each: "rules") { $0.drop("scope", if: "*") }
    }
}
