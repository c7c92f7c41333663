import AWSVocabulary
import Ambient
import IdentityTokens
import SessionCredentials
import Store

/// What the first start on a data directory creates, in one write.
struct FirstStart: Sendable {
    let account: AccountID
    let region: Region
    let clusterName: String
    let issuerHost: String
    let issuerPort: Int
    let issuerThumbprint: String
    let seed: UInt64?
    let random: RandomSource
    let now: Timestamp

    /// What the first start calls the user it makes; afterwards that name is one like any other.
    static let administratorName = "administrator"

    private var ids: IDSource { IDSource(random: random) }

    /// Every record of a new installation.
    ///
    /// - Throws: what making keys throws.
    func changes() throws -> [StateChange] {
        let cluster = makeCluster()
        let signingKey = try SigningKey.generate(random: random, isSeeded: seed != nil)
        let user = UserRecord(
            account: account.description,
            name: Self.administratorName,
            id: ids.uniqueID(.user),
            createdAt: now,
            attachedPolicies: ["arn:aws:iam::aws:policy/AdministratorAccess"]
        )
        let accessKey = AccessKeyRecord(
            id: ids.accessKeyID(.longTermKey, account: account),
            secret: ids.secretAccessKey(),
            account: account.description,
            userName: user.name,
            createdAt: now
        )
        let roles = makeRoles()
        return [
            .put(instance(cluster, administrator: user)), .put(user), .put(accessKey), .put(cluster),
            .put(
                SigningKeyRecord(
                    id: signingKey.id.description,
                    clusterKey: cluster.key,
                    privateKey: signingKey.stored,
                    state: .active,
                    createdAt: now
                )
            ),
            .put(SessionKeyRingRecord(keys: SessionKeyRing.generate(random: random, now: now).stored)),
            .put(makeProvider(of: cluster)),
        ] + roles.map { .put($0) } + [.put(makeNodeProfile())]
    }

    private func instance(_ cluster: ClusterRecord, administrator: UserRecord) -> InstanceRecord {
        InstanceRecord(
            account: account.description,
            region: region.description,
            createdAt: now,
            issuerPort: issuerPort,
            seed: seed,
            ownCluster: cluster.key,
            administratorID: administrator.id
        )
    }

    private func makeCluster() -> ClusterRecord {
        // A seeded installation's keys are known to whoever knows the seed, so its issuer says what it is.
        let mark = seed.map { "/not-for-production/seed-\($0)" } ?? ""
        return ClusterRecord(
            account: account.description,
            region: region.description,
            name: clusterName,
            issuer: "https://\(issuerHost):\(issuerPort)\(mark)/id/\(ids.upperHex(32))",
            kubernetesVersion: "1.33",
            platformVersion: "eks.1",
            createdAt: now,
            roleARN: "arn:aws:iam::\(account):role/\(clusterName)-cluster",
            nodeRoleARN: "arn:aws:iam::\(account):role/\(clusterName)-node"
        )
    }

    private func makeProvider(of cluster: ClusterRecord) -> OIDCProviderRecord {
        OIDCProviderRecord(
            account: account.description,
            url: String(cluster.issuer.dropFirst("https://".count)),
            clientIDs: ["sts.amazonaws.com"],
            thumbprints: [issuerThumbprint],
            createdAt: now
        )
    }

    private func makeRoles() -> [RoleRecord] {
        func role(_ suffix: String, service: String, policies: [String]) -> RoleRecord {
            RoleRecord(
                account: account.description,
                name: "\(clusterName)-\(suffix)",
                id: ids.uniqueID(.role),
                createdAt: now,
                trustPolicy: """
                    {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"\(service)"},\
                    "Action":"sts:AssumeRole"}]}
                    """,
                attachedPolicies: policies.map { "arn:aws:iam::aws:policy/\($0)" }
            )
        }
        return [
            role("cluster", service: "eks.amazonaws.com", policies: ["AmazonEKSClusterPolicy"]),
            role(
                "node",
                service: "ec2.amazonaws.com",
                policies: ["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly"]
            ),
        ]
    }

    private func makeNodeProfile() -> InstanceProfileRecord {
        InstanceProfileRecord(
            account: account.description,
            name: "\(clusterName)-node",
            id: ids.uniqueID(.instanceProfile),
            createdAt: now,
            roleName: "\(clusterName)-node"
        )
    }
}
