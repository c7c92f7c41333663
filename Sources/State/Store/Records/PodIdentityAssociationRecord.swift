package import AWSVocabulary
package import Ambient

/// The role that the pods of one service account get by EKS Pod Identity.
package struct PodIdentityAssociationRecord: StateRecord {
    package static let aggregate = Aggregate.podIdentityAssociations

    /// Twelve digits.
    package var account: String
    package var region: String
    package var clusterName: String
    package var namespace: String
    package var serviceAccount: String
    /// `a-` and 17 lower-case letters and digits.
    package var id: String
    package var roleARN: String
    /// The role that the first role takes for the pod; nil if the pod gets the first.
    package var targetRoleARN: String?
    package var disablesSessionTags: Bool
    /// A session policy as it was sent.
    package var policy: String?
    /// The add-on that owns it, if one does.
    package var ownerARN: String?
    package var clientRequestToken: String?
    /// Of the last update, so that its repetition is known.
    package var updateRequestToken: String?
    package var createdAt: Timestamp
    package var modifiedAt: Timestamp
    package var tags: [Tag]

    package init(
        account: String,
        region: String,
        clusterName: String,
        namespace: String,
        serviceAccount: String,
        id: String,
        roleARN: String,
        targetRoleARN: String? = nil,
        disablesSessionTags: Bool = false,
        policy: String? = nil,
        ownerARN: String? = nil,
        clientRequestToken: String? = nil,
        createdAt: Timestamp,
        modifiedAt: Timestamp,
        tags: [Tag] = []
    ) {
        self.account = account
        self.region = region
        self.clusterName = clusterName
        self.namespace = namespace
        self.serviceAccount = serviceAccount
        self.id = id
        self.roleARN = roleARN
        self.targetRoleARN = targetRoleARN
        self.disablesSessionTags = disablesSessionTags
        self.policy = policy
        self.ownerARN = ownerARN
        self.clientRequestToken = clientRequestToken
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.tags = tags
    }

    /// The service account is part of the key, so that one has one association at most.
    package var key: String {
        PodIdentityAssociationRecord.key(cluster: clusterKey, namespace: namespace, serviceAccount: serviceAccount)
    }

    package var clusterKey: String { ClusterRecord.key(name: clusterName, region: region, account: account) }

    package var arn: ARN {
        ARN(service: "eks", region: region, account: account, resource: "podidentityassociation/\(clusterName)/\(id)")
    }

    /// What the target role's trust policy may ask for as `sts:ExternalId`; nil without a target role.
    package var externalID: String? {
        targetRoleARN == nil ? nil : "\(region)/\(account)/\(clusterName)/\(namespace)/\(serviceAccount)"
    }

    package static func key(cluster: String, namespace: String, serviceAccount: String) -> String {
        "\(cluster)/\(namespace)/\(serviceAccount)"
    }
}
