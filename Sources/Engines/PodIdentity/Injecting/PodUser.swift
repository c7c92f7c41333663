import JSONTree

/// The users that a pod's containers run as.
enum PodUser {
    /// A hint if a container is not root's and the pod sets no `fsGroup`.
    static func warnings(_ spec: JSONObject, skipped: Set<String>, volume: String) -> [String] {
        let pod = spec["securityContext"]
        guard pod?["fsGroup"]?.integer == nil else { return [] }
        let containers = (spec["initContainers"]?.array ?? []) + (spec["containers"]?.array ?? [])
        let names = containers.compactMap { container -> String? in
            let name = container["name"]?.string ?? ""
            guard !skipped.contains(name), isNotRoot(container["securityContext"], pod) else { return nil }
            return "\"\(name)\""
        }
        guard !names.isEmpty else { return [] }
        return [
            (names.count == 1 ? "container \(names[0]) does" : "containers \(names.joined(separator: ", ")) do")
                + " not run as root, and "
                + "spec.securityContext.fsGroup is not set: nodes older than Kubernetes 1.19 need it, so that the "
                + "token of volume \"\(volume)\" can be read"
        ]
    }

    private static func isNotRoot(_ container: JSON?, _ pod: JSON?) -> Bool {
        if let user = container?["runAsUser"]?.integer ?? pod?["runAsUser"]?.integer { return user != 0 }
        return (container?["runAsNonRoot"]?.boolean ?? pod?["runAsNonRoot"]?.boolean) == true
    }
}
