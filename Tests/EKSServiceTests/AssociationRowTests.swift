import AWSProtocols
import Directory
import Store
import Testing

/// What EKS documents of pod identity associations beside what other suites are about, a row each.
struct AssociationRowTests {
    private static let target = "arn:aws:iam::999988887777:role/target"

    @Test func `ids are a- and seventeen lower-case letters and digits, each another`() async throws {
        let installation = try await Installation()
        var ids: Set<String> = []
        for number in 0..<50 {
            let made = try await installation.create(["serviceAccount": .string("sa-\(number)")])
            let id = try #require(made.firstMatch(of: /"associationId":"(a-[a-z0-9]{17})"/)).1
            #expect(made.contains("podidentityassociation/myeks/\(id)\""))
            ids.insert(String(id))
        }
        #expect(ids.count == 50)
    }

    @Test
    func `an external id is told with a target role only, and names region, account, cluster and service account`()
        async throws
    {
        let installation = try await Installation()
        #expect(try await !installation.create().contains("externalId"))
        let made = try await installation.create(["serviceAccount": "other", "targetRoleArn": .string(Self.target)])
        #expect(made.contains(#""externalId":"us-west-2/111122223333/myeks/default/other""#))
        #expect(made.contains(#""targetRoleArn":"\#(Self.target)""#))
    }

    @Test func `a cluster has five thousand associations at most, and another cluster its own`() async throws {
        let installation = try await Installation()
        let changes = (0..<5000).map { number in
            StateChange.put(
                PodIdentityAssociationRecord(
                    account: Installation.account,
                    region: "us-west-2",
                    clusterName: "myeks",
                    namespace: "full",
                    serviceAccount: "sa-\(number)",
                    id: "a-" + String(repeating: "0", count: 17 - String(number).count) + String(number),
                    roleARN: Installation.roleARN("app"),
                    createdAt: Installation.now,
                    modifiedAt: Installation.now
                )
            )
        }
        try await installation.directory.update { draft in
            for case .put(let record as PodIdentityAssociationRecord) in changes { draft.put(record) }
        }
        #expect(try await installation.create().hasPrefix("400 ResourceLimitExceededException"))
        #expect(try await installation.create(["name": "other"]).hasPrefix(#"{"association""#))
        // One that goes makes room for one.
        let gone: WireStructure = ["name": "myeks", "associationId": .string("a-" + String(repeating: "0", count: 17))]
        #expect(try await installation.wire("DeletePodIdentityAssociation", gone).hasPrefix(#"{"association""#))
        #expect(try await installation.create().hasPrefix(#"{"association""#))
        #expect(
            try await installation.create(["serviceAccount": "more"]).hasPrefix("400 ResourceLimitExceededException")
        )
    }

    @Test(
        "what is not there is told by its kind",
        arguments: [
            ("DescribePodIdentityAssociation", "none", "No cluster found for name: none."),
            ("DeletePodIdentityAssociation", "none", "No cluster found for name: none."),
            ("ListPodIdentityAssociations", "none", "No cluster found for name: none."),
            ("UpdatePodIdentityAssociation", "none", "No cluster found for name: none."),
            ("DescribePodIdentityAssociation", "myeks", "No pod identity association found"),
            ("DeletePodIdentityAssociation", "myeks", "No pod identity association found"),
            ("UpdatePodIdentityAssociation", "myeks", "No pod identity association found"),
        ]
    )
    func missing(_ operation: String, _ cluster: String, _ words: String) async throws {
        let installation = try await Installation()
        var input: WireStructure = ["name": .string(cluster), "associationId": "a-00000000000000000"]
        if operation.hasPrefix("Update") { input["disableSessionTags"] = true }
        if operation.hasPrefix("List") { input["associationId"] = nil }
        let answer = try await installation.wire(operation, input)
        #expect(answer.hasPrefix("404 ResourceNotFoundException: \(words)"), "\(answer)")
    }

    @Test func `a list tells each association's names and no more`() async throws {
        let installation = try await Installation()
        _ = try await installation.create(["targetRoleArn": .string(Self.target), "tags": .map(["a": "b"])])
        let id = try installation.id
        #expect(
            try await installation.wire("ListPodIdentityAssociations", ["name": "myeks"]) == """
                {"associations":[{"clusterName":"myeks","namespace":"default","serviceAccount":"my-sa",\
                "associationArn":"arn:aws:eks:us-west-2:111122223333:podidentityassociation/myeks/\(id)",\
                "associationId":"\(id)"}]}
                """
        )
    }
}
