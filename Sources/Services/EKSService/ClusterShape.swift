import AWSProtocols
import AWSVocabulary
import Ambient
import Store

/// A cluster as EKS describes it.
struct ClusterShape {
    let cluster: ClusterRecord
    /// PEM in base64.
    let certificateAuthority: String

    /// The issuer's server is the only endpoint there is: this version has no Kubernetes API behind it.
    private var endpoint: String {
        let rest = cluster.issuer.dropFirst("https://".count)
        return "https://" + rest.prefix { $0 != "/" }
    }

    var members: WireStructure {
        [
            "name": .string(cluster.name), "arn": .string(cluster.arn.description),
            "createdAt": .timestamp(cluster.createdAt), "version": .string(cluster.kubernetesVersion),
            "endpoint": .string(endpoint), "roleArn": .string(cluster.roleARN),
            "resourcesVpcConfig": [
                "subnetIds": [], "securityGroupIds": [], "endpointPublicAccess": false, "endpointPrivateAccess": true,
                "publicAccessCidrs": [],
            ],
            "kubernetesNetworkConfig": ["serviceIpv4Cidr": "10.100.0.0/16", "ipFamily": "ipv4"],
            "logging": ["clusterLogging": []],
            "identity": ["oidc": ["issuer": .string(cluster.issuer)]], "status": "ACTIVE",
            "certificateAuthority": ["data": .string(certificateAuthority)],
            "platformVersion": .string(cluster.platformVersion),
            "tags": .map(WireStructure(cluster.tags.map { ($0.key, .string($0.value)) })),
            "health": ["issues": []], "accessConfig": ["authenticationMode": "API"],
        ]
    }
}
