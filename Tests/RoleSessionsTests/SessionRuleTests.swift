import AWSProtocols
import AWSVocabulary
import Ambient
import IAMPolicy
import SessionCredentials
import Store
import Testing

@testable import RoleSessions

/// What limits a role session: its tags, its size and its time.
struct SessionRuleTests {
    private static func tags(_ keys: String..., transitive: [String] = []) -> SessionTags {
        SessionTags(tags: keys.map { Tag(key: $0, value: "v") }, transitiveKeys: transitive)
    }

    @Test(arguments: [
        (tags("a", "b"), false), (tags("a", "A"), true), (tags("a", "a"), true), (tags("a"), false), (.none, false),
    ])
    func `keys that differ by case only are the same`(_ tags: SessionTags, _ hasDuplicates: Bool) {
        #expect(tags.hasDuplicates == hasDuplicates)
    }

    @Test(arguments: [
        (tags("a", transitive: ["A"]), true), (tags("a", transitive: ["b"]), false), (tags("a"), true),
        (tags(transitive: ["a"]), false),
    ])
    func `transitive keys are those of tags`(_ tags: SessionTags, _ areTagged: Bool) {
        #expect(tags.areTransitiveKeysTagged == areTagged)
    }

    @Test func `only transitive tags follow into the next role, and cannot be set anew`() throws {
        let claims = SessionClaims(
            accessKeyID: "ASIA",
            account: "111122223333",
            principal: .role(id: "AROA", name: "app", path: "/"),
            sessionName: "s",
            issuedAt: Timestamp(seconds: 1),
            expiresAt: Timestamp(seconds: 2),
            tags: [Tag(key: "team", value: "t"), Tag(key: "own", value: "o")],
            transitiveTagKeys: ["Team"]
        )
        let inherited = SessionTags(inheritedFrom: claims)
        #expect(inherited.tags == [Tag(key: "team", value: "t")])
        #expect(try inherited.adding(Self.tags("own", transitive: ["own"])).transitiveKeys == ["Team", "own"])
        #expect(throws: Fault.self) { try inherited.adding(Self.tags("TEAM")) }
    }

    @Test func `tags are keys of the request, and none are not`() {
        var keys = ContextKeys()
        Self.tags("team", transitive: ["team"]).add(to: &keys)
        #expect(keys["aws:RequestTag/team"] == ["v"])
        #expect(keys["aws:TagKeys"] == ["team"])
        #expect(keys["sts:TransitiveTagKeys"] == ["team"])
        var empty = ContextKeys()
        SessionTags.none.add(to: &empty)
        #expect(empty["aws:TagKeys"] == nil)
    }

    @Test(arguments: [
        ("team", true), ("Mannschaft ü", true), ("_.:/=+-@", true), ("7", true), ("", true), ("a*", false),
        ("a\u{0}", false), ("a\n", false), ("a#b", false), ("🙂", false),
    ])
    func `tags have letters, numbers, blanks and a few signs`(_ text: String, _ isAllowed: Bool) {
        #expect(SessionTags.isAllowed(text) == isAllowed)
    }

    @Test(arguments: [(0, nil), (1, 1), (41, 2), (4096, 100)] as [(Int, Int?)])
    func `policies and tags take up whole percents of the space`(_ bytes: Int, _ percent: Int?) throws {
        let policy = SessionPolicyParameters(
            document: bytes == 0 ? nil : String(repeating: "x", count: bytes),
            arns: []
        )
        #expect(try PackedSize.percent(policy: policy, tags: .none) == percent)
    }

    @Test func `more than the space is refused`() {
        let policy = SessionPolicyParameters(document: String(repeating: "x", count: 4096), arns: [])
        #expect(throws: Fault.self) { try PackedSize.percent(policy: policy, tags: Self.tags("a")) }
    }

    @Test(
        arguments: [
            (nil, false, false, 3600), (900, false, false, 900), (7200, false, false, 7200), (7201, false, false, nil),
            (3600, true, false, 3600), (3601, true, false, nil), (21_600, false, true, 21_600),
            (3601, true, true, nil),
        ] as [(Int?, Bool, Bool, Int64?)]
    )
    func `a session lives as long as its role allows, a chained one an hour, a service's as it asks`(
        _ requested: Int?,
        _ isChained: Bool,
        _ isByService: Bool,
        _ seconds: Int64?
    ) {
        let role = RoleRecord(
            account: "111122223333",
            name: "app",
            id: "AROA",
            createdAt: Timestamp(seconds: 1),
            maxSessionDuration: 7200,
            trustPolicy: "{}"
        )
        let duration = try? SessionLimits.duration(
            requested: requested,
            role: role,
            isChained: isChained,
            isByService: isByService
        )
        #expect(duration == seconds)
    }
}
