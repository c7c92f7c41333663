package import AWSVocabulary
package import Ambient

/// An add-on of a cluster.
package struct AddonRecord: StateRecord {
    package static let aggregate = Aggregate.addons

    /// Twelve digits.
    package var account: String
    package var region: String
    package var clusterName: String
    /// For example `eks-pod-identity-agent`.
    package var name: String
    /// A UUID.
    package var id: String
    /// For example `v1.3.10-eksbuild.2`.
    package var version: String
    package var serviceAccountRoleARN: String?
    /// JSON as it was sent.
    package var configurationValues: String?
    /// Why its objects could not be made; nil if they could.
    package var failure: String?
    package var clientRequestToken: String?
    package var createdAt: Timestamp
    package var modifiedAt: Timestamp
    package var tags: [Tag]

    package init(
        account: String,
        region: String,
        clusterName: String,
        name: String,
        id: String,
        version: String,
        serviceAccountRoleARN: String? = nil,
        configurationValues: String? = nil,
        clientRequestToken: String? = nil,
        createdAt: Timestamp,
        modifiedAt: Timestamp,
        tags: [Tag] = []
    ) {
        self.account = account
        self.region = region
        self.clusterName = clusterName
        self.name = name
        self.id = id
        self.version = version
        self.serviceAccountRoleARN = serviceAccountRoleARN
        self.configurationValues = configurationValues
        self.clientRequestToken = clientRequestToken
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.tags = tags
    }

    package var key: String { AddonRecord.key(cluster: clusterKey, name: name) }

    package var clusterKey: String { ClusterRecord.key(name: clusterName, region: region, account: account) }

    package var arn: ARN {
        ARN(service: "eks", region: region, account: account, resource: "addon/\(clusterName)/\(name)/\(id)")
    }

    package static func key(cluster: String, name: String) -> String { "\(cluster)/\(name)" }
}
