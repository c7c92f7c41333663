import AWSVocabulary
import Ambient
package import Store

/// One record of each aggregate with everything it can hold set, so that nothing of it can be lost unnoticed.
package enum SampleRecords {
    static let account = "111122223333"
    static let region = "us-west-2"
    static let tags = [Tag(key: "team", value: "größe \"1\""), Tag(key: "empty", value: "")]

    /// Milliseconds are kept.
    static let time = Timestamp(milliseconds: 1_795_480_200_123)

    package static let role = RoleRecord(
        account: account,
        name: "Reader",
        path: "/team/",
        id: "AROAEXAMPLE0000000001",
        createdAt: time,
        description: "reads",
        maxSessionDuration: 7200,
        trustPolicy: "{\"Version\":\"2012-10-17\",\n\"Statement\":[]}",
        inlinePolicies: ["one": "{}", "two": "{ }"],
        attachedPolicies: ["arn:aws:iam::aws:policy/b", "arn:aws:iam::aws:policy/a"],
        permissionsBoundary: "arn:aws:iam::aws:policy/c",
        tags: tags
    )

    package static let user = UserRecord(
        account: account,
        name: "Reader",
        path: "/team/",
        id: "AIDAEXAMPLE0000000001",
        createdAt: time,
        inlinePolicies: ["one": "{}"],
        attachedPolicies: ["arn:aws:iam::aws:policy/b", "arn:aws:iam::aws:policy/a"],
        permissionsBoundary: "arn:aws:iam::aws:policy/c",
        tags: tags
    )

    package static let instance = InstanceRecord(
        account: account,
        region: region,
        createdAt: time,
        issuerPort: 4581,
        seed: .max,
        starts: 3,
        ownCluster: "111122223333/us-west-2/myeks",
        administratorID: "AIDAEXAMPLE0000000002"
    )

    package static let ring = SessionKeyRingRecord(keys: Secret("a2V5cw=="))

    private static let accessKey = AccessKeyRecord(
        id: "AKIAEXAMPLE000000001",
        secret: Secret("secret/+="),
        account: account,
        userName: "Reader",
        isActive: false,
        createdAt: time
    )

    private static let policy = ManagedPolicyRecord(
        account: account,
        name: "reading",
        path: "/team/",
        id: "ANPAEXAMPLE0000000001",
        description: "reads",
        createdAt: time,
        updatedAt: time.adding(seconds: 1),
        versions: [
            PolicyVersionRecord(number: 2, document: "{}", createdAt: time),
            PolicyVersionRecord(number: 4, document: "{ }", createdAt: time),
        ],
        defaultVersion: 4,
        nextVersion: 5,
        tags: tags
    )

    private static let provider = OIDCProviderRecord(
        account: account,
        url: "issuer.example:8443/id/1",
        clientIDs: ["b", "a"],
        thumbprints: [String(repeating: "a", count: 40)],
        createdAt: time,
        tags: tags
    )

    private static let profile = InstanceProfileRecord(
        account: account,
        name: "nodes",
        path: "/team/",
        id: "AIPAEXAMPLE0000000001",
        createdAt: time,
        roleName: "Reader",
        tags: tags
    )

    private static let cluster: ClusterRecord = {
        var settings = ClusterSettings()
        settings.logTypes = ["api"]
        settings.deletionProtection = true
        var cluster = ClusterRecord(
            account: account,
            region: region,
            name: "Reader",
            issuer: "https://issuer.example/id/1",
            kubernetesVersion: "1.33",
            platformVersion: "eks.1",
            createdAt: time,
            roleARN: role.arn.description,
            nodeRoleARN: role.arn.description,
            tags: tags,
            registration: ClusterRegistration(
                keySet: "{\"keys\":[]}",
                certificateAuthority: "cGVt",
                endpoint: "https://10.0.0.1:6443",
                reviewer: Secret("token")
            ),
            settings: settings,
            clientRequestToken: "once"
        )
        cluster.updates = [
            ClusterUpdate(
                id: "u",
                type: "LoggingUpdate",
                addonName: "coredns",
                parameters: [ClusterUpdate.Parameter(type: "ClusterLogging", value: "{}")],
                createdAt: time
            )
        ]
        return cluster
    }()

    private static let signingKey = SigningKeyRecord(
        id: "kid",
        clusterKey: cluster.key,
        privateKey: Secret("ZGVy"),
        state: .verifying,
        createdAt: time,
        retiredAt: time
    )

    private static let bucket = BucketRecord(
        account: account,
        region: region,
        name: "bucket",
        createdAt: time,
        policy: "{}",
        tags: tags
    )

    private static let association = PodIdentityAssociationRecord(
        account: account,
        region: region,
        clusterName: cluster.name,
        namespace: "default",
        serviceAccount: "app",
        id: "a-0123456789abcdefg",
        roleARN: role.arn.description,
        targetRoleARN: role.arn.description,
        disablesSessionTags: true,
        policy: "{}",
        ownerARN: "arn:aws:eks:us-west-2:111122223333:addon/Reader/coredns/1",
        clientRequestToken: "once",
        createdAt: time,
        modifiedAt: time.adding(seconds: 1),
        tags: tags
    )

    private static let addon: AddonRecord = {
        var addon = AddonRecord(
            account: account,
            region: region,
            clusterName: cluster.name,
            name: "coredns",
            id: "00000000-0000-4000-8000-000000000000",
            version: "v1.11.4-eksbuild.2",
            serviceAccountRoleARN: role.arn.description,
            configurationValues: "{}",
            clientRequestToken: "once",
            createdAt: time,
            modifiedAt: time.adding(seconds: 1),
            tags: tags
        )
        addon.failure = "it could not be made"
        return addon
    }()

    /// One of each aggregate, in the order of `Aggregate`.
    package static var all: [any StateRecord] {
        [
            instance, role, user, accessKey, policy, provider, profile, cluster, signingKey, ring, bucket,
            association, addon,
        ]
    }
}
