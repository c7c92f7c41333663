import AWSProtocols
import AWSVocabulary
import Ambient
import JSONTree
import ServiceModel
import SessionCredentials
import Store
import Testing

@testable import STSService

struct AssumeRoleTests {
    private static let root = "arn:aws:iam::111122223333:root"

    private func input(_ role: String, _ more: WireStructure = [:]) -> WireStructure {
        var input: WireStructure = [
            "RoleArn": .string("arn:aws:iam::111122223333:role/\(role)"), "RoleSessionName": "session-1",
        ]
        for (name, value) in more.members { input[name] = value }
        return input
    }

    private func assume(
        _ installation: Installation,
        _ role: String,
        as caller: Caller,
        _ more: WireStructure = [:]
    ) async throws -> Answer {
        try await installation.call("AssumeRole", input(role, more), as: caller)
    }

    /// The code and the words of a refusal.
    private func refusal(_ body: () async throws -> Answer) async throws -> (code: String, message: String) {
        do {
            _ = try await body()
        } catch let refused as ExplainedFault {
            let resolved = ServiceDialect.sts.resolve(refused.fault)
            return (resolved.code, resolved.message)
        } catch let fault as Fault {
            let resolved = ServiceDialect.sts.resolve(fault)
            return (resolved.code, resolved.message)
        }
        Issue.record("nothing was refused")
        return ("", "")
    }

    private static func tag(_ key: String, _ value: String) -> WireValue {
        ["Key": .string(key), "Value": .string(value)]
    }

    @Test func `gives a user the credentials of a role that trusts it`() async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice", policy: nil)
        let role = try await installation.role(
            "admin",
            trust: Policies.trust(principal: "arn:aws:iam::111122223333:user/alice")
        )
        let answer = try await assume(installation, "admin", as: user)
        #expect(
            answer.output?.structure("AssumedRoleUser")?.string("Arn")
                == "arn:aws:sts::111122223333:assumed-role/admin/session-1"
        )
        let session = try installation.session(answer)
        #expect(session.claims?.principal == .role(id: role.id, name: "admin", path: "/"))
        #expect(session.claims?.isChained == false)
        let identity = try await installation.call("GetCallerIdentity", [:], as: session)
        #expect(identity.output?.string("UserId") == "\(role.id):session-1")
        #expect(identity.output?.string("Account") == "111122223333")
    }

    @Test func `needs the caller's own policies where the role trusts its account`() async throws {
        let installation = try await Installation()
        try await installation.role("admin", trust: Policies.trust(principal: Self.root))
        let poor = try await installation.user("bob", policy: nil)
        let refused = try await refusal { try await assume(installation, "admin", as: poor) }
        #expect(refused.code == "AccessDenied")
        #expect(
            refused.message.split(separator: " Encoded authorization failure message: ").first == """
                User: arn:aws:iam::111122223333:user/bob is not authorized to perform: sts:AssumeRole on resource: \
                arn:aws:iam::111122223333:role/admin
                """
        )
        _ = try await assume(installation, "admin", as: installation.user("alice"))
    }

    @Test func `checks the external id`() async throws {
        let installation = try await Installation()
        try await installation.role(
            "partner",
            trust: Policies.trust(
                principal: Self.root,
                condition: #"{"StringEquals":{"sts:ExternalId":"us/1:a"}}"#
            )
        )
        let user = try await installation.user("alice")
        _ = try await assume(installation, "partner", as: user, ["ExternalId": "us/1:a"])
        #expect(try await refusal { try await assume(installation, "partner", as: user) }.code == "AccessDenied")
        #expect(
            try await refusal { try await assume(installation, "partner", as: user, ["ExternalId": "no blanks"]) }.code
                == "ValidationError"
        )
    }

    @Test func `needs TagSession for tags`() async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice")
        let tags: WireStructure = ["Tags": [Self.tag("Team", "blue")]]
        try await installation.role("plain", trust: Policies.trust(principal: Self.root))
        let refused = try await refusal { try await assume(installation, "plain", as: user, tags) }
        #expect(refused.message.contains("is not authorized to perform: sts:TagSession on resource"))
        try await installation.role(
            "tagged",
            trust: Policies.trust(
                principal: Self.root,
                actions: ["sts:AssumeRole", "sts:TagSession"],
                condition: #"{"StringEquals":{"aws:RequestTag/Team":"blue"}}"#
            )
        )
        let answer = try await assume(installation, "tagged", as: user, tags)
        #expect(try installation.session(answer).claims?.tags == [AWSVocabulary.Tag(key: "Team", value: "blue")])
        let other: WireStructure = ["Tags": [Self.tag("Team", "red")]]
        #expect(try await refusal { try await assume(installation, "tagged", as: user, other) }.code == "AccessDenied")
    }

    struct BadTags: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let input: WireStructure
        let message: String
    }

    @Test(arguments: [
        BadTags(
            testDescription: "keys that differ in case only",
            input: ["Tags": [tag("a", "1"), tag("A", "2")]],
            message: "Duplicate tag keys found. Please note that Tag keys are case insensitive."
        ),
        BadTags(
            testDescription: "a transitive key without a tag",
            input: ["Tags": [tag("a", "1")], "TransitiveTagKeys": ["b"]],
            message: "The specified transitive tag key must be included in the requested tags."
        ),
        BadTags(
            testDescription: "a key that is AWS's",
            input: ["Tags": [tag("aws:x", "1")]],
            message: "Tag key aws:x is not valid: keys that begin with aws: are reserved for internal use"
        ),
        BadTags(
            testDescription: "too many",
            input: ["Tags": .list((0...50).map { tag("k\($0)", "v") })],
            message: """
                1 validation error detected: Value '[51 members]' at 'tags' failed to satisfy constraint: Member must have \
                length less than or equal to 50
                """
        ),
        BadTags(
            testDescription: "a key that is too long",
            input: ["Tags": [tag(String(repeating: "k", count: 129), "v")]],
            message: """
                1 validation error detected: Value '\(String(repeating: "k", count: 129))' at 'tags.1.member.key' failed \
                to satisfy constraint: Member must have length less than or equal to 128
                """
        ),
        BadTags(
            testDescription: "no value",
            input: ["Tags": [["Key": "a"]]],
            message: """
                1 validation error detected: Value null at 'tags.1.member.value' failed to satisfy constraint: Member must \
                not be null
                """
        ),
    ])
    func `refuses tags that no session can have`(_ tags: BadTags) async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice")
        let refused = try await refusal { try await assume(installation, "any", as: user, tags.input) }
        #expect(refused.code == "ValidationError")
        #expect(refused.message == tags.message)
    }

    @Test func `refuses tags that do not fit`() async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice")
        try await installation.role(
            "tagged",
            trust: Policies.trust(principal: Self.root, actions: ["sts:AssumeRole", "sts:TagSession"])
        )
        let tags = (0..<50).map { Self.tag("key\($0)", String(repeating: "v", count: 256)) }
        let refused = try await refusal { try await assume(installation, "tagged", as: user, ["Tags": .list(tags)]) }
        #expect(refused.code == "PackedPolicyTooLarge")
        #expect(refused.message.hasSuffix("% of allotted space, please use smaller policy."))
    }

    /// Two roles, the second of which trusts the first with everything.
    private func chain(_ installation: Installation) async throws -> Caller {
        let actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
        try await installation.role(
            "first",
            trust: Policies.trust(principal: Self.root, actions: actions),
            policies: ["all": Policies.everything],
            maximum: 43_200
        )
        try await installation.role(
            "second",
            trust: Policies.trust(principal: "arn:aws:iam::111122223333:role/first", actions: actions),
            policies: ["all": Policies.everything],
            maximum: 43_200
        )
        let answer = try await assume(
            installation,
            "first",
            as: installation.user("alice"),
            [
                "Tags": [Self.tag("Team", "blue"), Self.tag("Own", "1")], "TransitiveTagKeys": ["Team"],
                "SourceIdentity": "alice",
            ]
        )
        return try installation.session(answer)
    }

    @Test func `hands transitive tags and the source identity down a chain`() async throws {
        let installation = try await Installation()
        let first = try await chain(installation)
        let answer = try await assume(
            installation,
            "second",
            as: first,
            ["Tags": [Self.tag("More", "2")]]
        )
        let claims = try #require(try installation.session(answer).claims)
        #expect(
            claims.tags == [AWSVocabulary.Tag(key: "Team", value: "blue"), AWSVocabulary.Tag(key: "More", value: "2")]
        )
        #expect(claims.transitiveTagKeys == ["Team"])
        #expect(claims.sourceIdentity == "alice")
        #expect(answer.output?.string("SourceIdentity") == "alice")
        #expect(claims.isChained)
    }

    @Test func `lets nobody change what was handed down`() async throws {
        let installation = try await Installation()
        let first = try await chain(installation)
        let tag = try await refusal {
            try await assume(installation, "second", as: first, ["Tags": [Self.tag("team", "red")]])
        }
        #expect(tag.code == "ValidationError")
        #expect(tag.message.hasPrefix("One of the specified transitive tag keys can't be set"))
        let identity = try await refusal {
            try await assume(installation, "second", as: first, ["SourceIdentity": "mallory"])
        }
        #expect(identity.code == "ValidationError")
        _ = try await assume(installation, "second", as: first, ["SourceIdentity": "alice"])
    }

    @Test func `needs TagSession for tags that were handed down`() async throws {
        let installation = try await Installation()
        let first = try await chain(installation)
        try await installation.role("third", trust: Policies.trust(principal: "arn:aws:iam::111122223333:role/first"))
        let refused = try await refusal { try await assume(installation, "third", as: first) }
        #expect(refused.message.contains("sts:TagSession"))
    }

    @Test func `limits a chain to an hour whatever the role allows`() async throws {
        let installation = try await Installation()
        let first = try await chain(installation)
        let answer = try await assume(installation, "second", as: first, ["DurationSeconds": "3600"])
        #expect(try installation.session(answer).claims?.expiresAt == Installation.now.adding(seconds: 3600))
        let refused = try await refusal {
            try await assume(installation, "second", as: first, ["DurationSeconds": "3601"])
        }
        #expect(refused.code == "ValidationError")
        #expect(
            refused.message
                == "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
        )
        let user = try await installation.user("alice")
        _ = try await assume(installation, "first", as: user, ["DurationSeconds": "43200"])
    }

    @Test func `keeps session policies and tells their packed size`() async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice")
        try await installation.role("admin", trust: Policies.trust(principal: Self.root))
        let policy = Policies.allow("s3:ListAllMyBuckets", on: "*")
        let arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
        let answer = try await assume(
            installation,
            "admin",
            as: user,
            ["Policy": .string(policy), "PolicyArns": [["arn": .string(arn)]]]
        )
        let claims = try #require(try installation.session(answer).claims)
        #expect(claims.sessionPolicy == policy)
        #expect(claims.sessionPolicyARNs == [arn])
        #expect(answer.output?.integer("PackedPolicySize").map { (1...100).contains($0) } == true)
    }

    struct BadPolicy: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let input: WireStructure
        let code: String
    }

    @Test(arguments: [
        BadPolicy(testDescription: "no JSON", input: ["Policy": "{"], code: "MalformedPolicyDocument"),
        BadPolicy(
            testDescription: "a policy with a principal",
            input: ["Policy": .string(Policies.trust(principal: "*"))],
            code: "MalformedPolicyDocument"
        ),
        BadPolicy(
            testDescription: "a policy of 2049 characters",
            input: ["Policy": .string(String(repeating: " ", count: 2049))],
            code: "ValidationError"
        ),
        BadPolicy(
            testDescription: "eleven ARNs",
            input: [
                "PolicyArns": .list(
                    (0..<11).map { _ in ["arn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"] }
                )
            ],
            code: "ValidationError"
        ),
        BadPolicy(
            testDescription: "a policy of another account",
            input: ["PolicyArns": [["arn": "arn:aws:iam::444455556666:policy/theirs"]]],
            code: "ValidationError"
        ),
        BadPolicy(
            testDescription: "a policy that does not exist",
            input: ["PolicyArns": [["arn": "arn:aws:iam::111122223333:policy/none"]]],
            code: "MalformedPolicyDocument"
        ),
    ])
    func `refuses session policies that cannot be used`(_ policy: BadPolicy) async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice")
        try await installation.role("admin", trust: Policies.trust(principal: Self.root))
        let refused = try await refusal { try await assume(installation, "admin", as: user, policy.input) }
        #expect(refused.code == policy.code)
    }

    @Test func `does not count a second factor that nobody checked`() async throws {
        let installation = try await Installation()
        let user = try await installation.user("alice")
        try await installation.role("admin", trust: Policies.trust(principal: Self.root))
        let refused = try await refusal {
            try await assume(
                installation,
                "admin",
                as: user,
                ["SerialNumber": "arn:aws:iam::111122223333:mfa/alice", "TokenCode": "123456"]
            )
        }
        #expect(refused.code == "AccessDenied")
    }
}
