import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import IdentityTokens
import JSONTree
import ServiceModel
import SessionCredentials
import Store
import Testing

/// What AWS documents of `AssumeRoleForPodIdentity` beside what other suites are about, a row each.
struct SpecificationRowTests {
    /// A token of a pod, as the second key's cluster of any name signs it.
    private func forge(cluster: String, pod: String) throws -> Forge {
        let forge = try Forge(key: TestKeys.second())
        let bound = try #require(forge.claims["kubernetes.io"])
        return forge.with("iss", .string("https://127.0.0.1:4581/id/\(cluster)")).with(
            "kubernetes.io",
            [
                "namespace": "default", "pod": ["name": .string(pod), "uid": "f4af3093-3e8b-4c27-af66-739dc060b92f"],
                "serviceaccount": bound["serviceaccount"] ?? .null,
            ]
        )
    }

    /// A cluster of that name with the second key, and an association in it.
    private func installation(cluster: String) async throws -> Installation {
        let installation = try await Installation()
        try await installation.put(Installation.cluster(cluster))
        let key = try TestKeys.second()
        try await installation.put(
            SigningKeyRecord(
                id: key.id.description,
                clusterKey: Installation.cluster(cluster).key,
                privateKey: key.stored,
                state: .active,
                createdAt: Installation.now
            )
        )
        try await installation.put(
            PodIdentityAssociationRecord(
                account: Installation.account,
                region: "us-west-2",
                clusterName: cluster,
                namespace: "default",
                serviceAccount: "my-sa",
                id: "a-0123456789abcdefh",
                roleARN: Installation.roleARN("app"),
                createdAt: Installation.now,
                modifiedAt: Installation.now
            )
        )
        return installation
    }

    @Test(
        "session names are ten characters of the cluster's and the pod's name each, and a UUID",
        arguments: [
            ("eksworkshop-eksctl", "app1", "eks-eksworksho-app1-"),
            ("eks-cluster", "demo-cluster-pod", "eks-eks-cluste-demo-clust-"),
            ("my-cluster", "karpenter-0123", "eks-my-cluster-karpenter--"), ("eks", "sc-app2", "eks-eks-sc-app2-"),
            ("a", "b", "eks-a-b-"), (String(repeating: "c", count: 100), "pod", "eks-cccccccccc-pod-"),
        ]
    )
    func sessionNames(_ cluster: String, _ pod: String, _ prefix: String) async throws {
        let installation = try await installation(cluster: cluster)
        let token = try forge(cluster: cluster, pod: pod).token()
        let name = try installation.claims(try await installation.exchange(token, cluster: cluster)).sessionName
        #expect(name.hasPrefix(prefix), "\(name)")
        #expect(name.dropFirst(prefix.count).wholeMatch(of: /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/) != nil)
        #expect(name.utf8.count <= 64)
    }

    @Test func `the answer has AWS's members, assumeRoleId among them, and times as numbers`() async throws {
        let installation = try await Installation()
        let answer = try await installation.exchange(Forge(key: TestKeys.first()).token())
        guard case .output(let output?) = answer.content else {
            Issue.record("no output")
            return
        }
        #expect(
            output.members.map(\.name) == [
                "subject", "audience", "podIdentityAssociation", "assumedRoleUser", "credentials",
            ]
        )
        #expect(output.string("audience") == "pods.eks.amazonaws.com")
        #expect(output.structure("subject")?.string("namespace") == "default")
        #expect(output.structure("subject")?.string("serviceAccount") == "my-sa")
        let association = output.structure("podIdentityAssociation")
        #expect(association?.string("associationId") == Installation.association)
        #expect(
            association?.string("associationArn")
                == "arn:aws:eks:us-west-2:111122223333:podidentityassociation/myeks/\(Installation.association)"
        )
        let user = try #require(output.structure("assumedRoleUser"))
        #expect(user.members.map(\.name) == ["arn", "assumeRoleId"])
        let session = try installation.claims(answer).sessionName
        #expect(user.string("arn") == "arn:aws:sts::111122223333:assumed-role/app/\(session)")
        #expect(
            output.structure("credentials")?.members.map(\.name)
                == ["sessionToken", "secretAccessKey", "accessKeyId", "expiration"]
        )
    }

    @Test func `six hours are given whatever the role's maximum is, and no tags where they are disabled`() async throws
    {
        let installation = try await Installation()
        let token = try Forge(key: TestKeys.first()).token()
        var role = try #require(installation.directory.snapshot.role("app", account: Installation.account)).record
        role.maxSessionDuration = 3600
        try await installation.put(role)
        try await installation.associate(disablesTags: true)
        let claims = try installation.claims(try await installation.exchange(token))
        #expect(claims.expiresAt == Installation.now.adding(seconds: 21_600))
        #expect(claims.tags.isEmpty && claims.transitiveTagKeys.isEmpty)
        // Then the trust policy need not let the role be tagged.
        let plain = Installation.trust.replacing(
            #""Action":["sts:AssumeRole","sts:TagSession"]"#,
            with: #""Action":"sts:AssumeRole""#
        )
        try await installation.role("app", trust: plain, policy: Installation.allow("sts:*"))
        #expect(try await installation.refusal(token) == "")
        try await installation.associate()
        #expect(try await installation.refusal(token) == "400 AccessDeniedException")
    }

    @Test(
        "what refuses has AWS's code and status",
        arguments: [
            ("no cluster of that name", "none", true, true, "404 ResourceNotFoundException"),
            ("no association", "myeks", false, true, "404 ResourceNotFoundException"),
            ("a role that does not trust", "myeks", true, false, "400 AccessDeniedException"),
            ("nothing", "myeks", true, true, ""),
            ("a name that is none", "-x", true, true, "400 InvalidParameterException"),
            (
                "a name that is too long", String(repeating: "c", count: 101), true, true,
                "400 InvalidParameterException"
            ),
        ]
    )
    func refusals(_ name: String, _ cluster: String, _ associates: Bool, _ trusts: Bool, _ says: String) async throws {
        let installation = try await Installation()
        if !associates {
            let association = try #require(
                installation.directory.snapshot.association(
                    cluster: Installation.cluster("myeks").key,
                    id: Installation.association
                )
            )
            try await installation.directory.update { $0.remove(.podIdentityAssociations, key: association.key) }
        }
        if !trusts {
            let trust = Installation.trust.replacing("pods.eks.amazonaws.com", with: "ec2.amazonaws.com")
            try await installation.role("app", trust: trust, policy: Installation.allow("sts:*"))
        }
        let token = try Forge(key: TestKeys.first()).token()
        #expect(try await installation.refusal(token, cluster: cluster) == says, "\(name)")
    }
}
