/// An add-on that can be asked for, as data.
struct AddonOffer: Sendable {
    /// A version and the versions of Kubernetes that it is for, which take it if none is named where it comes first.
    struct Version: Sendable {
        let name: String
        let kubernetes: [String]
    }

    /// A service account of the add-on that needs a role, and the managed policies that suit it.
    struct Identity: Sendable {
        let serviceAccount: String
        let policies: [String]
    }

    let name: String
    /// For example `networking`.
    let type: String
    var namespace = "kube-system"
    /// Newest first.
    let versions: [Version]
    var identities: [Identity] = []
    /// JSON Schema (draft 7) of its configuration values.
    var schema = AddonCatalog.openSchema

    func versions(for kubernetes: String) -> [Version] { versions.filter { $0.kubernetes.contains(kubernetes) } }

    /// The version that a cluster gets if none is named.
    func defaultVersion(for kubernetes: String) -> String? { versions(for: kubernetes).first?.name }
}

/// The add-ons that are known: names, versions and needs of some of those that EKS offers.
///
/// They are facts that AWS's user guide and `aws eks describe-addon-versions` tell, written down by hand; NOTICE says so.
/// Only `eks-pod-identity-agent` does something here, in the embedded cluster.
enum AddonCatalog {
    static let agent = "eks-pod-identity-agent"
    private static let all = ["1.30", "1.31", "1.32", "1.33", "1.34"]

    static let offers: [AddonOffer] = [
        AddonOffer(
            name: "aws-ebs-csi-driver",
            type: "storage",
            versions: every("v1.48.0-eksbuild.1", "v1.44.0-eksbuild.1", "v1.39.0-eksbuild.1"),
            identities: [
                AddonOffer.Identity(
                    serviceAccount: "ebs-csi-controller-sa",
                    policies: ["arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"]
                )
            ]
        ),
        AddonOffer(
            name: "aws-efs-csi-driver",
            type: "storage",
            versions: every("v2.1.8-eksbuild.1", "v2.1.4-eksbuild.1"),
            identities: [
                AddonOffer.Identity(
                    serviceAccount: "efs-csi-controller-sa",
                    policies: ["arn:aws:iam::aws:policy/service-role/AmazonEFSCSIDriverPolicy"]
                )
            ]
        ),
        AddonOffer(
            name: "coredns",
            type: "networking",
            versions: [
                AddonOffer.Version(name: "v1.12.3-eksbuild.1", kubernetes: ["1.34"]),
                AddonOffer.Version(name: "v1.12.1-eksbuild.2", kubernetes: ["1.33", "1.34"]),
                AddonOffer.Version(name: "v1.11.4-eksbuild.2", kubernetes: ["1.30", "1.31", "1.32", "1.33"]),
                AddonOffer.Version(name: "v1.11.3-eksbuild.1", kubernetes: ["1.30", "1.31", "1.32"]),
            ]
        ),
        AddonOffer(
            name: agent,
            type: "security",
            // Every cluster can have it, whatever its version.
            versions: every(
                "v1.3.10-eksbuild.2",
                "v1.3.8-eksbuild.2",
                "v1.3.7-eksbuild.2",
                "v1.3.5-eksbuild.2",
                "v1.3.4-eksbuild.1",
                "v1.3.2-eksbuild.2",
                "v1.2.0-eksbuild.1",
                "v1.1.0-eksbuild.1",
                "v1.0.0-eksbuild.1",
                for: EKSService.kubernetesVersions
            ),
            schema: agentSchema
        ),
        AddonOffer(
            name: "kube-proxy",
            type: "networking",
            versions: [
                AddonOffer.Version(name: "v1.34.0-eksbuild.2", kubernetes: ["1.34"]),
                AddonOffer.Version(name: "v1.33.3-eksbuild.4", kubernetes: ["1.33", "1.34"]),
                AddonOffer.Version(name: "v1.32.6-eksbuild.2", kubernetes: ["1.32", "1.33"]),
                AddonOffer.Version(name: "v1.31.10-eksbuild.2", kubernetes: ["1.31", "1.32"]),
                AddonOffer.Version(name: "v1.30.14-eksbuild.2", kubernetes: ["1.30", "1.31"]),
            ]
        ),
        AddonOffer(
            name: "metrics-server",
            type: "observability",
            versions: every("v0.8.0-eksbuild.1", "v0.7.2-eksbuild.3")
        ),
        AddonOffer(
            name: "vpc-cni",
            type: "networking",
            versions: every(
                "v1.20.1-eksbuild.3",
                "v1.20.0-eksbuild.1",
                "v1.19.6-eksbuild.1",
                "v1.19.5-eksbuild.1",
                "v1.19.2-eksbuild.1"
            ),
            identities: [
                AddonOffer.Identity(
                    serviceAccount: "aws-node",
                    policies: ["arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"]
                )
            ]
        ),
    ]

    static func offer(_ name: String) -> AddonOffer? { offers.first { $0.name == name } }

    private static func every(_ names: String..., for kubernetes: [String] = all) -> [AddonOffer.Version] {
        names.map { AddonOffer.Version(name: $0, kubernetes: kubernetes) }
    }

    static let openSchema = #"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object"}"#

    /// What the agent's configuration may hold.
    static let agentSettings = [
        "affinity", "agent", "env", "init", "nodeSelector", "podAnnotations", "podLabels", "priorityClassName",
        "resources", "tolerations", "updateStrategy",
    ]

    private static let agentSchema: String = {
        let properties = agentSettings.map { name in
            let inner =
                name == "agent"
                ? #","additionalProperties":false,"properties":{"additionalArgs":{"type":"object"}}"# : ""
            return #""\#(name)":{"type":"\#(name == "tolerations" ? "array" : "object")"\#(inner)}"#
        }
        return #"{"$schema":"http://json-schema.org/draft-07/schema#","additionalProperties":false,"properties":{"#
            + properties.joined(separator: ",") + #"},"type":"object"}"#
    }()
}
