import AWSProtocols
import AWSVocabulary
import Ambient
import Authorization
import Directory
import ServiceModel
import Store

extension EKSService {
    /// Changes one thing about a cluster; done when answered, though the answer says `InProgress` as AWS's does.
    var updateClusterConfig: ServiceOperation {
        updatesCluster("UpdateClusterConfig", path: "update-config") { call, cluster in
            try Self.configured(cluster, call.input)
        }
    }

    /// Says that a registered cluster has another version of Kubernetes.
    var updateClusterVersion: ServiceOperation {
        updatesCluster("UpdateClusterVersion", path: "updates") { call, cluster in
            var reader = ParameterReader(call.input)
            let version = reader.requiredString("version", length: 1...16)
            try reader.finishForEKS()
            guard cluster.isRegistered else { throw Words.ownCluster(cluster.name) }
            let refusal = Words.invalidParameter(
                "Unsupported Kubernetes minor version update from \(cluster.kubernetesVersion) to \(version)"
            )
            guard let wanted = Self.kubernetesVersions.firstIndex(of: version),
                let present = Self.kubernetesVersions.firstIndex(of: cluster.kubernetesVersion),
                (present...present + 1).contains(wanted)
            else { throw refusal }
            var changed = cluster
            changed.kubernetesVersion = version
            return ClusterChange(
                cluster: changed,
                type: "VersionUpdate",
                parameters: [("Version", version), ("PlatformVersion", changed.platformVersion)],
                refusal: version == cluster.kubernetesVersion ? refusal : nil
            )
        }
    }

    /// What an update makes of a cluster.
    struct ClusterChange {
        let cluster: ClusterRecord
        let type: String
        let parameters: [(String, String)]
        /// Why it is none, unless it repeats the update that made the cluster so.
        let refusal: Fault?
    }

    private func updatesCluster(
        _ name: String,
        path: String,
        change: @escaping @Sendable (Call, ClusterRecord) throws -> ClusterChange
    ) -> ServiceOperation {
        let (directory, ids) = (directory, ids)
        return ServiceOperation(
            Operation(
                name,
                .eks,
                route: .rest(method: "POST", template: "/clusters/{name}/\(path)"),
                action: "eks:\(name)"
            ),
            prepare: { call in
                var scope = try ClusterScope(call)
                scope.hidesParameters = call.input[RegistrationInput.member] != nil
                return (Self.clusterPlan("eks:\(name)", scope, in: directory.snapshot), scope)
            },
            perform: { authorized, scope in
                let call = authorized.call
                let update = try await directory.update { draft in
                    let before = try scope.cluster(in: draft.snapshot)
                    let token = call.input.string("clientRequestToken")
                    let change = try change(call, before)
                    // A client whose first try was heard, though it did not hear the answer.
                    if let token, let known = before.updates?.last(where: { $0.clientRequestToken == token }) {
                        guard change.cluster == before, change.type == known.type else { throw Words.tokenOfAnother }
                        return known
                    }
                    if let refusal = change.refusal { throw refusal }
                    let cluster = change.cluster
                    try Self.checkIssuer(cluster.issuer, of: cluster.key, in: draft.snapshot)
                    let update = ClusterUpdate(
                        id: ids.uuid(),
                        type: change.type,
                        parameters: change.parameters.map { ClusterUpdate.Parameter(type: $0.0, value: $0.1) },
                        createdAt: call.context.receivedAt,
                        clientRequestToken: token
                    )
                    draft.put(cluster.adding(update))
                    return update
                }
                return .output(["update": .structure(update.shape(status: "InProgress"))], audit: scope.audit)
            }
        )
    }

    private static func configured(_ cluster: ClusterRecord, _ input: WireStructure) throws -> ClusterChange {
        var reader = ParameterReader(input)
        let before = cluster.settings ?? ClusterSettings()
        var settings = before
        var changes: [(type: String, parameters: [(String, String)])] = []
        if let named = settings.readNetwork(&reader, input) {
            if !named.isDisjoint(with: ["subnetIds", "securityGroupIds"]) {
                changes.append(
                    (
                        "VpcConfigUpdate",
                        [
                            ("Subnets", settings.subnetIDs.joined(separator: ",")),
                            ("SecurityGroups", settings.securityGroupIDs.joined(separator: ",")),
                        ]
                    )
                )
            } else {
                changes.append(
                    (
                        "EndpointAccessUpdate",
                        [
                            ("EndpointPublicAccess", "\(settings.hasPublicEndpoint)"),
                            ("EndpointPrivateAccess", "\(settings.hasPrivateEndpoint)"),
                            ("PublicAccessCidrs", "[\(settings.publicAccessRanges.joined(separator: ","))]"),
                        ]
                    )
                )
            }
        }
        if settings.readLogging(&reader, input) {
            changes.append(("LoggingUpdate", [("ClusterLogging", settings.logTypes.joined(separator: ","))]))
        }
        if settings.readAccess(&reader, input) {
            changes.append(("AccessConfigUpdate", [("AuthenticationMode", settings.authenticationMode)]))
        }
        if settings.readUpgradePolicy(&reader, input) {
            changes.append(("UpgradePolicyUpdate", [("UpgradePolicy", settings.supportType)]))
        }
        if let isProtected = reader.boolean("deletionProtection") {
            settings.deletionProtection = isProtected
            changes.append(("DeletionProtectionUpdate", [("DeletionProtection", "\(isProtected)")]))
        }
        var changed = cluster
        if input[RegistrationInput.member] != nil {
            let registered = RegistrationInput(&reader, input: input, tags: [])
            changes.append(("ConfigUpdate", [("IdentityProviderConfig", registered?.issuer ?? "")]))
            try reader.finishForEKS()
            guard cluster.isRegistered else { throw Words.ownCluster(cluster.name) }
            changed.issuer = registered?.issuer ?? ""
            changed.registration = registered?.registration
            if let role = registered?.nodeRole { changed.nodeRoleARN = role.description }
        }
        try reader.finishForEKS()
        guard changes.count <= 1 else { throw Words.severalUpdates }
        guard let change = changes.first else { throw Words.noUpdate }
        let isUnchanged = change.type != "ConfigUpdate" && settings == before
        if settings != before { changed.settings = settings }
        return ClusterChange(
            cluster: changed,
            type: change.type,
            parameters: change.parameters,
            refusal: isUnchanged ? Words.unchanged(change.type, settings) : nil
        )
    }
}

extension Words {
    /// What EKS says of an update that changes nothing.
    static func unchanged(_ type: String, _ settings: ClusterSettings) -> Fault {
        switch type {
        case "LoggingUpdate": invalidParameter("No changes needed for the logging config provided")
        case "EndpointAccessUpdate":
            invalidParameter(
                "Cluster is already at the desired configuration with endpointPrivateAccess: "
                    + "\(settings.hasPrivateEndpoint) , endpointPublicAccess: \(settings.hasPublicEndpoint), and "
                    + "Public Endpoint Restrictions: [\(settings.publicAccessRanges.joined(separator: ", "))]"
            )
        default: invalidParameter("Cluster is already at the desired configuration.")
        }
    }
}
