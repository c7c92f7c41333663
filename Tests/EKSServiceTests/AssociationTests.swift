import AWSProtocols
import Directory
import Store
import Testing

struct AssociationTests {
    private static let target = "arn:aws:iam::999988887777:role/target"
    private static let policy =
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}"#

    @Test func `an association is answered whole, read at once, and gone when deleted`() async throws {
        let installation = try await Installation()
        let created = try await installation.create(["tags": .map(["team": "a"])])
        let id = try installation.id
        #expect(id.hasPrefix("a-") && id.utf8.count == 19)
        #expect(
            created == """
                {"association":{"clusterName":"myeks","namespace":"default","serviceAccount":"my-sa",\
                "roleArn":"arn:aws:iam::111122223333:role/app",\
                "associationArn":"arn:aws:eks:us-west-2:111122223333:podidentityassociation/myeks/\(id)",\
                "associationId":"\(id)","tags":{"team":"a"},"createdAt":1795480200,"modifiedAt":1795480200,\
                "disableSessionTags":false}}
                """
        )
        let target: WireStructure = ["name": "myeks", "associationId": .string(id)]
        #expect(try await installation.wire("DescribePodIdentityAssociation", target) == created)
        #expect(try await installation.wire("DeletePodIdentityAssociation", target) == created)
        #expect(
            try await installation.wire("DescribePodIdentityAssociation", target)
                .hasPrefix("404 ResourceNotFoundException")
        )
    }

    @Test(
        arguments: [
            (["name": "none"], "404 ResourceNotFoundException: No cluster found for name: none."),
            (
                ["roleArn": .string(Installation.roleARN("none"))],
                "400 InvalidParameterException: Role provided in the request does not exist."
            ),
            (
                ["roleArn": .string(Installation.roleARN("ec2"))],
                "400 InvalidParameterException: Trust policy of the role provided is invalid."
            ),
            (["roleArn": "nonsense"], "400 InvalidParameterException"),
            (["roleArn": .string(target)], "403 AccessDeniedException: Cross-account pass role is not allowed."),
            (["policy": .string(policy)], "400 InvalidParameterException"),
            (["policy": "{", "disableSessionTags": true], "400 InvalidParameterException"),
            (["namespace": ""], "400 InvalidParameterException"),
            (["tags": .map(["aws:x": "1"])], "400 InvalidParameterException"),
        ] as [(WireStructure, String)]
    )
    func `what cannot be associated is refused in EKS's words`(_ changes: WireStructure, _ says: String) async throws {
        let installation = try await Installation()
        try await installation.role("ec2", trust: Installation.trust(service: "ec2.amazonaws.com"))
        #expect(try await installation.create(changes).hasPrefix(says))
    }

    @Test(arguments: [
        (Installation.trust(), true),
        (
            Installation.trust(
                condition: #","Condition":{"StringEquals":{"aws:RequestTag/kubernetes-namespace":"prod"}}"#
            ), true
        ),
        (Installation.trust(actions: #""sts:AssumeRole""#), false),
        (Installation.trust(actions: #""sts:TagSession""#), false),
        (Installation.trust(actions: #""sts:*""#), true),
        (Installation.trust(service: "eks.amazonaws.com"), false),
        (Installation.trust(effect: "Deny"), false),
    ])
    func `the role's trust policy must let EKS Pod Identity take and tag it`(
        _ trust: String,
        _ isAdmitted: Bool
    ) async throws {
        let installation = try await Installation()
        try await installation.role("app", trust: trust)
        #expect(try await installation.create().hasPrefix("400 InvalidParameterException") == !isAdmitted)
    }

    @Test func `one service account has one association, and a repeated client token makes no second`() async throws {
        let installation = try await Installation()
        let first = try await installation.create(["clientRequestToken": "t-1"])
        #expect(try await installation.create(["clientRequestToken": "t-1"]) == first)
        let id = try installation.id
        #expect(
            try await installation.create(["clientRequestToken": "t-2"])
                == "409 ResourceInUseException: Association already exists: \(id)"
        )
        #expect(try await installation.create(["name": "other"]).hasPrefix(#"{"association""#))
    }

    @Test func `the caller must be allowed to pass the role`() async throws {
        let installation = try await Installation(
            policy: #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"eks:*","Resource":"*"}]}"#
        )
        #expect(
            try await installation.create().hasPrefix(
                """
                403 AccessDeniedException: User: arn:aws:iam::111122223333:user/admin is not authorized to perform: \
                iam:PassRole on resource: arn:aws:iam::111122223333:role/app
                """
            )
        )
    }

    @Test func `an update keeps what it leaves out, and one that changes nothing is refused`() async throws {
        let installation = try await Installation()
        _ = try await installation.create()
        let id = try installation.id
        func update(_ changes: WireStructure) async throws -> String {
            var input: WireStructure = ["name": "myeks", "associationId": .string(id)]
            for member in changes.members { input[member.name] = member.value }
            return try await installation.wire("UpdatePodIdentityAssociation", input)
        }
        let updated = try await update([
            "targetRoleArn": .string(Self.target), "disableSessionTags": true, "policy": .string(Self.policy),
        ])
        #expect(updated.contains(#""externalId":"us-west-2/111122223333/myeks/default/my-sa""#))
        #expect(updated.contains(#""roleArn":"arn:aws:iam::111122223333:role/app""#))
        let cleared = try await update(["targetRoleArn": "", "policy": ""])
        #expect(!cleared.contains("targetRoleArn") && !cleared.contains("externalId") && !cleared.contains("policy"))
        #expect(try await update(["targetRoleArn": ""]).hasPrefix("400 InvalidRequestException"))
        _ = try await update(["policy": .string(Self.policy)])
        #expect(try await update(["disableSessionTags": true]).hasPrefix("400 InvalidRequestException"))
        #expect(try await update(["disableSessionTags": false]).hasPrefix("400 InvalidParameterException"))
    }

    @Test func `pages hold every association once, filtered by namespace or service account`() async throws {
        let installation = try await Installation()
        for index in 0..<600 {
            let name: WireStructure = [
                "namespace": index % 2 == 0 ? "a" : "b", "serviceAccount": .string("sa-\(index)"),
            ]
            #expect(try await installation.create(name).hasPrefix(#"{"association""#))
        }
        let snapshot = installation.directory.snapshot
        let key = Installation.cluster("myeks").key
        for (namespace, wanted) in [(nil, 600), ("a", 300), ("none", 0)] as [(String?, Int)] {
            var seen: [String] = []
            var after: String?
            while true {
                let (page, hasMore) = snapshot.associations(
                    cluster: key,
                    namespace: namespace,
                    serviceAccount: nil,
                    after: after,
                    limit: 7
                )
                seen += page.map(\.id)
                guard hasMore, let last = page.last else { break }
                after = "\(last.namespace)/\(last.serviceAccount)"
            }
            #expect(seen.count == wanted)
            #expect(Set(seen).count == wanted)
        }
        let one = snapshot.associations(cluster: key, namespace: nil, serviceAccount: "sa-41", after: nil, limit: 5)
        #expect(one.page.map(\.namespace) == ["b"])
        let listed = try await installation.wire("ListPodIdentityAssociations", ["name": "myeks", "maxResults": "2"])
        #expect(listed.contains(#""nextToken":"after-a/sa-10""#))
    }

    @Test(arguments: [
        "ListPodIdentityAssociations", "ListClusters", "ListAddons", "ListUpdates", "DescribeAddonVersions",
    ])
    func `a token that no page gave is refused`(_ operation: String) async throws {
        let installation = try await Installation()
        for token in ["garbage", "after-", "", String(repeating: "x", count: 600)] {
            let answer = try await installation.wire(operation, ["name": "myeks", "nextToken": .string(token)])
            #expect(answer.hasPrefix("400 InvalidParameterException"), "\(operation) \(token): \(answer)")
        }
        #expect(try await installation.wire(operation, ["name": "myeks"]).hasPrefix("{"))
    }

    @Test func `a client token stands for one request, and an update that is repeated is answered again`() async throws
    {
        let installation = try await Installation()
        try await installation.role("second")
        let second: WireValue = .string(Installation.roleARN("second"))
        _ = try await installation.create(["clientRequestToken": "t-1"])
        for other in [["roleArn": second], ["disableSessionTags": true]] as [WireStructure] {
            var input = other
            input["clientRequestToken"] = "t-1"
            #expect(try await installation.create(input).hasPrefix("400 InvalidParameterException"))
        }
        var update: WireStructure = ["name": "myeks", "associationId": .string(try installation.id)]
        update["roleArn"] = second
        update["clientRequestToken"] = "u-1"
        let first = try await installation.wire("UpdatePodIdentityAssociation", update)
        #expect(first.hasPrefix(#"{"association""#))
        #expect(try await installation.wire("UpdatePodIdentityAssociation", update) == first)
        update["roleArn"] = .string(Installation.roleARN("app"))
        #expect(
            try await installation.wire("UpdatePodIdentityAssociation", update)
                .hasPrefix("400 InvalidParameterException")
        )
        update["roleArn"] = second
        update["clientRequestToken"] = "u-2"
        #expect(
            try await installation.wire("UpdatePodIdentityAssociation", update).hasPrefix("400 InvalidRequestException")
        )
    }
}
