package import AWSVocabulary
package import Ambient

/// A Kubernetes cluster and the issuer of its service-account tokens.
package struct ClusterRecord: StateRecord {
    package static let aggregate = Aggregate.clusters

    /// Twelve digits.
    package var account: String
    package var region: String
    package var name: String
    /// The whole issuer URL, `https://` included, without a trailing slash.
    package var issuer: String
    /// For example `1.33`.
    package var kubernetesVersion: String
    /// For example `eks.1`.
    package var platformVersion: String
    package var createdAt: Timestamp
    /// The cluster's own role.
    package var roleARN: String
    package var nodeRoleARN: String
    package var tags: [Tag]
    /// What is known of a cluster that is not embedded here; nil for the one that is.
    package var registration: ClusterRegistration?
    /// What `CreateCluster` and `UpdateClusterConfig` set; nil for what EKS takes if nothing is said.
    package var settings: ClusterSettings?
    /// The latest updates of the cluster and its add-ons, oldest first; nil for none.
    package var updates: [ClusterUpdate]?
    package var clientRequestToken: String?

    package init(
        account: String,
        region: String,
        name: String,
        issuer: String,
        kubernetesVersion: String,
        platformVersion: String,
        createdAt: Timestamp,
        roleARN: String,
        nodeRoleARN: String,
        tags: [Tag] = [],
        registration: ClusterRegistration? = nil,
        settings: ClusterSettings? = nil,
        clientRequestToken: String? = nil
    ) {
        self.account = account
        self.region = region
        self.name = name
        self.issuer = issuer
        self.kubernetesVersion = kubernetesVersion
        self.platformVersion = platformVersion
        self.createdAt = createdAt
        self.roleARN = roleARN
        self.nodeRoleARN = nodeRoleARN
        self.tags = tags
        self.registration = registration
        self.settings = settings
        self.clientRequestToken = clientRequestToken
    }

    package var key: String { ClusterRecord.key(name: name, region: region, account: account) }

    package var arn: ARN {
        ARN(service: "eks", region: region, account: account, resource: "cluster/\(name)")
    }

    /// Whether Kubernetes runs elsewhere, and signs its tokens itself.
    package var isRegistered: Bool { registration != nil }

    package static func key(name: String, region: String, account: String) -> String { "\(account)/\(region)/\(name)" }
}
