import AWSProtocols
import AWSVocabulary
import Ambient
import Store

/// A cluster as EKS describes it.
struct ClusterShape {
    let cluster: ClusterRecord
    /// The URL of the embedded cluster's API, once it listens.
    let ownEndpoint: String?
    /// PEM in base64, of the embedded cluster.
    let certificateAuthority: String
    /// AWS answers the making of a cluster with `CREATING`, and its removal with `DELETING`.
    let status: String

    private var endpoint: String? {
        if let registration = cluster.registration { return registration.endpoint }
        return ownEndpoint
    }

    private var settings: ClusterSettings {
        if let settings = cluster.settings { return settings }
        var settings = ClusterSettings()
        settings.hasPublicEndpoint = false
        settings.hasPrivateEndpoint = true
        settings.publicAccessRanges = []
        settings.authenticationMode = "API"
        return settings
    }

    private static let logTypes = ["api", "audit", "authenticator", "controllerManager", "scheduler"]

    private var logging: WireValue {
        let settings = settings
        let off = Self.logTypes.filter { !settings.logTypes.contains($0) }
        let setups: [WireValue] = [(settings.logTypes, true), (off, false)].filter { !$0.0.isEmpty }.map {
            types,
            isOn in
            ["types": .list(types.map { .string($0) }), "enabled": .boolean(isOn)]
        }
        return ["clusterLogging": .list(cluster.settings == nil ? [] : setups)]
    }

    var members: WireStructure {
        let settings = settings
        func list(_ texts: [String]) -> WireValue { .list(texts.map { .string($0) }) }
        let data = cluster.isRegistered ? cluster.registration?.certificateAuthority : certificateAuthority
        return [
            "name": .string(cluster.name), "arn": .string(cluster.arn.description),
            "createdAt": .timestamp(cluster.createdAt), "version": .string(cluster.kubernetesVersion),
            "endpoint": endpoint.map { .string($0) }, "roleArn": .string(cluster.roleARN),
            "resourcesVpcConfig": [
                "subnetIds": list(settings.subnetIDs), "securityGroupIds": list(settings.securityGroupIDs),
                "endpointPublicAccess": .boolean(settings.hasPublicEndpoint),
                "endpointPrivateAccess": .boolean(settings.hasPrivateEndpoint),
                "publicAccessCidrs": list(settings.publicAccessRanges),
            ],
            "kubernetesNetworkConfig": ["serviceIpv4Cidr": .string(settings.serviceRange), "ipFamily": "ipv4"],
            "logging": logging,
            "identity": cluster.issuer.isEmpty ? nil : ["oidc": ["issuer": .string(cluster.issuer)]],
            "status": .string(status), "certificateAuthority": data.map { ["data": .string($0)] },
            "clientRequestToken": cluster.clientRequestToken.map { .string($0) },
            "platformVersion": .string(cluster.platformVersion),
            "tags": .map(WireStructure(cluster.tags.map { ($0.key, .string($0.value)) })),
            "health": ["issues": []],
            "accessConfig": ["authenticationMode": .string(settings.authenticationMode)],
            "upgradePolicy": cluster.settings.map { ["supportType": .string($0.supportType)] },
            "deletionProtection": cluster.settings.map { .boolean($0.deletionProtection) },
        ]
    }
}
