package import JSONTree

/// Fields that Kubernetes acts on and this cluster does not: whoever sets one is told.
package enum UnheededFields {
    /// A warning for each of them in an object that is about to be kept.
    package static func warnings(of object: JSON, as resource: APIResource) -> [String] {
        var warnings = owners(of: object, resource)
        switch resource {
        case .pods: warnings += tolerations(of: object["spec"], at: "spec")
        case .deployments, .daemonSets:
            warnings += tolerations(of: object.at("spec", "template", "spec"), at: "spec.template.spec")
        default: break
        }
        if resource == .daemonSets, let surge = object.at("spec", "updateStrategy", "rollingUpdate", "maxSurge"),
            surge != 0, surge != "0%"
        {
            warnings.append(
                "spec.updateStrategy.rollingUpdate.maxSurge: not heeded by this cluster, where a node's old pod ends "
                    + "before its new one starts"
            )
        }
        return warnings
    }

    /// Only deployments and daemon sets take what they own along.
    private static func owners(of object: JSON, _ resource: APIResource) -> [String] {
        let owners = object.at("metadata", "ownerReferences")?.array ?? []
        return owners.enumerated().compactMap { index, owner in
            let kind = owner["kind"]?.string ?? ""
            let isController = ["Deployment", "DaemonSet"].contains(kind) && owner["controller"]?.boolean == true
            guard resource != .pods || !isController else { return nil }
            return "metadata.ownerReferences[\(index)]: kept, but not heeded by this cluster: this object stays when "
                + "\(kind) \(JSON.string(owner["name"]?.string ?? "").text()) is deleted"
        }
    }

    private static func tolerations(of spec: JSON?, at path: String) -> [String] {
        // Those for nodes that are not ready are given to every pod, and no node here is ever tainted so.
        let given = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]
        return (spec?["tolerations"]?.array ?? []).enumerated().compactMap { index, toleration in
            guard let seconds = toleration["tolerationSeconds"], seconds != .null,
                !given.contains(toleration["key"]?.string ?? "")
            else { return nil }
            return "\(path).tolerations[\(index)].tolerationSeconds: not heeded by this cluster, where a pod that "
                + "tolerates a taint stays on its node for as long as the taint is there"
        }
    }
}
