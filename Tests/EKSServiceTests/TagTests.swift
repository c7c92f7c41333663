import AWSProtocols
import Testing

struct TagTests {
    private static let cluster = "arn:aws:eks:us-west-2:111122223333:cluster/myeks"

    private func tags(_ installation: Installation, _ arn: String) async throws -> String {
        try await installation.wire("ListTagsForResource", ["resourceArn": .string(arn)])
    }

    @Test func `clusters, associations and add-ons have tags that come and go`() async throws {
        let installation = try await Installation()
        _ = try await installation.create()
        let made = try await installation.wire("CreateAddon", ["name": "myeks", "addonName": "coredns"])
        let addon = String(try #require(made.firstMatch(of: /"addonArn":"([^"]+)"/)).1)
        let association = "arn:aws:eks:us-west-2:111122223333:podidentityassociation/myeks/\(try installation.id)"
        for arn in [Self.cluster, association, addon] {
            let target: WireStructure = ["resourceArn": .string(arn)]
            var input = target
            input["tags"] = .map(["team": "a", "stage": "b"])
            #expect(try await installation.wire("TagResource", input) == "{}")
            input["tags"] = .map(["stage": "c"])
            _ = try await installation.wire("TagResource", input)
            #expect(try await tags(installation, arn) == #"{"tags":{"team":"a","stage":"c"}}"#)
            input = target
            input["tagKeys"] = ["team", "none"]
            #expect(try await installation.wire("UntagResource", input) == "{}")
            input["tagKeys"] = "stage"
            _ = try await installation.wire("UntagResource", input)
            #expect(try await tags(installation, arn) == #"{"tags":{}}"#)
        }
    }

    @Test(
        arguments: [
            ("nonsense", "400 BadRequestException"), ("arn:aws:iam::111122223333:role/x", "400 BadRequestException"),
            ("arn:aws:eks:us-west-2:111122223333:nodegroup/myeks/a/b", "400 BadRequestException"),
            ("arn:aws:eks:us-west-2:111122223333:cluster/none", "404 NotFoundException"),
            ("arn:aws:eks:us-east-1:111122223333:cluster/myeks", "404 NotFoundException"),
            ("arn:aws:eks:us-west-2:999988887777:cluster/myeks", "404 NotFoundException"),
            ("arn:aws:eks:us-west-2:111122223333:addon/myeks/coredns/other", "404 NotFoundException"),
        ]
    )
    func `what is not there has no tags`(_ arn: String, _ says: String) async throws {
        let installation = try await Installation()
        #expect(try await tags(installation, arn).hasPrefix(says))
    }

    @Test func `a resource has fifty tags at most, and none of AWS's own`() async throws {
        let installation = try await Installation()
        func tag(_ tags: [(String, WireValue?)]) async throws -> String {
            try await installation.wire(
                "TagResource",
                ["resourceArn": .string(Self.cluster), "tags": .map(WireStructure(tags))]
            )
        }
        #expect(try await tag((0..<50).map { ("k\($0)", "v") }) == "{}")
        #expect(try await tag([("k0", "w")]) == "{}")
        #expect(try await tag([("k50", "v")]).hasPrefix("400 BadRequestException"))
        #expect(try await tag([("aws:x", "v")]).hasPrefix("400 BadRequestException"))
        #expect(
            try await installation.wire("TagResource", ["resourceArn": .string(Self.cluster)])
                .hasPrefix("400 BadRequestException")
        )
    }

    @Test func `a tag decides who may change tags`() async throws {
        let installation = try await Installation(
            policy: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"eks:*","Resource":"*",
                "Condition":{"StringEquals":{"aws:RequestTag/team":"a"}}}]}
                """
        )
        func tag(_ value: String) async throws -> String {
            try await installation.wire(
                "TagResource",
                ["resourceArn": .string(Self.cluster), "tags": .map(["team": .string(value)])]
            )
        }
        #expect(try await tag("a") == "{}")
        #expect(try await tag("b").hasPrefix("403 AccessDeniedException"))
    }
}
