package import JSONTree

/// What the `ServiceAccount` admission plug-in does to a new pod.
package enum ServiceAccountAdmission {
    private static let prefix = "kube-api-access-"
    private static let mountPath = "/var/run/secrets/kubernetes.io/serviceaccount"
    /// One hour and seven seconds, so that Kubernetes tells its own default from a user's 3600.
    private static let expirationSeconds = 3607

    /// Names the service account that the pod has when it names none.
    package static func setDefaultName(_ pod: inout JSON) {
        if pod.at("spec", "serviceAccountName")?.string?.isEmpty ?? true {
            pod.set("spec", "serviceAccountName", to: "default")
        }
        pod.set("spec", "serviceAccount", to: pod.at("spec", "serviceAccountName"))
    }

    /// Adds the `kube-api-access-…` volume, its mounts, and the account's image pull secrets.
    ///
    /// Done again to a pod that webhooks have changed, it serves new containers from the volume that is there.
    package static func admit(_ pod: inout JSON, account: JSON, suffix: String) {
        if pod.at("spec", "imagePullSecrets")?.array?.isEmpty ?? true,
            let secrets = account["imagePullSecrets"]?.array, !secrets.isEmpty
        {
            pod.set("spec", "imagePullSecrets", to: .array(secrets))
        }
        let wanted = pod.at("spec", "automountServiceAccountToken")?.boolean
        guard wanted ?? account["automountServiceAccountToken"]?.boolean ?? true else { return }
        let known = (pod.at("spec", "volumes")?.array ?? []).compactMap { $0["name"]?.string }
        let present = known.first { $0.hasPrefix(prefix) }
        let name = present ?? prefix + suffix
        var isMounted = false
        for list in ["initContainers", "containers"] {
            guard let containers = pod.at("spec", list)?.array else { continue }
            pod.set(
                "spec",
                list,
                to: .array(
                    containers.map { container in
                        var mounts = container["volumeMounts"]?.array ?? []
                        guard !mounts.contains(where: { $0["mountPath"]?.string == mountPath }) else {
                            return container
                        }
                        mounts.append(["mountPath": .string(mountPath), "name": .string(name), "readOnly": true])
                        isMounted = true
                        var container = container
                        container.set("volumeMounts", to: .array(mounts))
                        return container
                    }
                )
            )
        }
        guard isMounted, present == nil else { return }
        pod.set("spec", "volumes", to: .array((pod.at("spec", "volumes")?.array ?? []) + [volume(name)]))
    }

    private static func volume(_ name: String) -> JSON {
        [
            "name": .string(name),
            "projected": [
                "defaultMode": 420,
                "sources": [
                    ["serviceAccountToken": ["expirationSeconds": .whole(expirationSeconds), "path": "token"]],
                    [
                        "configMap": [
                            "items": [["key": "ca.crt", "path": "ca.crt"]], "name": "kube-root-ca.crt",
                        ]
                    ],
                    [
                        "downwardAPI": [
                            "items": [
                                [
                                    "fieldRef": ["apiVersion": "v1", "fieldPath": "metadata.namespace"],
                                    "path": "namespace",
                                ]
                            ]
                        ]
                    ],
                ],
            ],
        ]
    }
}
