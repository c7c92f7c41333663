import AWSVocabulary
import Directory
import IAMPolicy
import ServiceModel
import SessionCredentials
import Testing

@testable import Authorization

/// The condition keys that every call has.
struct RequestKeyTests {
    enum Who: Sendable, CaseIterable { case anonymous, user, role, userSession, webSession }

    struct Row: Sendable {
        let key: String
        let values: [Who: String]

        init(_ key: String, all value: String) {
            self.key = key
            values = Dictionary(uniqueKeysWithValues: Who.allCases.map { ($0, value) })
        }

        init(_ key: String, _ values: [Who: String]) {
            self.key = key
            self.values = values
        }
    }

    private static let signed: [Who] = [.user, .role, .userSession, .webSession]

    private static func signed(_ value: String) -> [Who: String] {
        Dictionary(uniqueKeysWithValues: signed.map { ($0, value) })
    }

    private func caller(_ who: Who, in account: Account) async throws -> Caller {
        let user = try await account.user("alice")
        try await account.role("app")
        switch who {
        case .anonymous: return .anonymous
        case .user: return user
        case .role: return Account.session { $0.sourceIdentity = "me" }
        case .userSession:
            return Account.session { $0.principal = .user(id: "AIDAALICE", name: "alice", path: "/") }
        case .webSession:
            return Account.session {
                $0.federation = Federation(
                    providerARN: "arn:aws:iam::111122223333:oidc-provider/i",
                    issuer: "https://i",
                    subject: "s",
                    audience: "a"
                )
            }
        }
    }

    @Test(arguments: [
        Row("aws:SourceIp", all: "192.0.2.1"), Row("aws:SecureTransport", all: "true"),
        Row("aws:CurrentTime", all: "2026-11-24T00:30:00Z"), Row("aws:EpochTime", all: "1795480200"),
        Row("aws:RequestedRegion", all: "us-west-2"), Row("aws:ViaAWSService", all: "false"),
        Row("aws:UserAgent", all: "tests"), Row("aws:Referer", all: "https://a.example/"),
        Row(
            "aws:PrincipalArn",
            [
                .user: "arn:aws:iam::111122223333:user/alice", .userSession: "arn:aws:iam::111122223333:user/alice",
                // The role, not its session.
                .role: "arn:aws:iam::111122223333:role/app", .webSession: "arn:aws:iam::111122223333:role/app",
            ]
        ),
        Row("aws:PrincipalAccount", signed("111122223333")), Row("aws:PrincipalIsAWSService", signed("false")),
        Row(
            "aws:PrincipalType",
            [
                .anonymous: "Anonymous", .user: "User", .userSession: "User", .role: "AssumedRole",
                .webSession: "AssumedRole",
            ]
        ),
        Row(
            "aws:userid",
            [.user: "AIDAALICE", .userSession: "AIDAALICE", .role: "AROAAPP:web", .webSession: "AROAAPP:web"]
        ), Row("aws:username", [.user: "alice", .userSession: "alice"]),
        // An access key is no session: the keys of sessions are missing, not false.
        Row(
            "aws:TokenIssueTime",
            [.userSession, .role, .webSession].reduce(into: [:]) { $0[$1] = "2026-11-24T00:29:00Z" }
        ),
        Row("aws:MultiFactorAuthPresent", [.userSession: "false", .role: "false", .webSession: "false"]),
        Row("aws:SourceIdentity", [.role: "me"]),
        Row("aws:FederatedProvider", [.webSession: "arn:aws:iam::111122223333:oidc-provider/i"]),
    ])
    func `a key has its value for some callers and is missing for the others`(_ row: Row) async throws {
        let account = try await Account()
        for who in Who.allCases {
            let caller = try await caller(who, in: account)
            let standing = try CallerStanding(
                caller,
                in: account.directory.snapshot,
                sessionPolicies: SessionPolicies()
            )
            let call = try Account.call(
                caller,
                headers: [("referer", "https://a.example/")],
                isSecure: true,
                userAgent: "tests"
            )
            let values = RequestKeys.keys(of: call, standing: standing)[row.key]
            #expect(values == row.values[who].map { [$0] }, "\(row.key) for \(who)")
        }
    }

    @Test func `headers that are not there are keys that are not there`() async throws {
        let keys = RequestKeys.keys(of: try Account.call(.anonymous), standing: .nobody)
        #expect(keys["aws:UserAgent"] == nil && keys["aws:Referer"] == nil)
        #expect(keys["aws:SecureTransport"] == ["false"])
    }

    @Test func `what an operation knows better wins over what every call has`() async throws {
        let account = try await Account()
        let caller = try await account.user(
            policy: Account.policy(
                "Allow",
                "*",
                condition: #"{"StringEquals":{"aws:RequestedRegion":"eu-west-1","own:key":"v"}}"#
            )
        )
        var keys = ContextKeys()
        keys["aws:RequestedRegion"] = ["eu-west-1"]
        #expect(try !account.isAllowed(caller, .permission("iam:GetRole", on: "*", keys: keys)))
        keys["own:key"] = ["v"]
        #expect(try account.isAllowed(caller, .permission("iam:GetRole", on: "*", keys: keys)))
        #expect(try !account.isAllowed(caller))
    }

    @Test(
        arguments: [(nil, "111122223333", true), ("444455556666", "444455556666", false)] as [(String?, String, Bool)]
    )
    func `the resource's account is the caller's unless it is another`(
        _ other: String?,
        _ account: String,
        _ isOwn: Bool
    ) async throws {
        let home = try await Account()
        let caller = try await home.user(
            policy: Account.policy(
                "Allow",
                "*",
                condition: #"{"StringEquals":{"aws:ResourceAccount":"\#(account)"}}"#
            )
        )
        let plan = AccessPlan([.permission(Permission("s3:GetObject", on: "arn:aws:s3:::b/k", resourceAccount: other))])
        // Another account's resource needs that account's policy besides.
        #expect(try home.isAllowed(caller, plan) == isOwn)
    }
}
