import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import IAMPolicy
import JSONTree
import ServiceModel
import SessionCredentials
import Store
import Testing

@testable import Authorization

/// Which calls may be performed, and what those are told that may not.
struct PermissionTests {
    private static let role = "arn:aws:iam::111122223333:role/r"

    @Test func `a plan without requirements lets everybody in, and explains nothing`() async throws {
        let account = try await Account()
        for caller in [Caller.anonymous, try await account.user(policy: nil)] {
            let allowed = try account.authorizer.authorize(Account.call(caller), AccessPlan.none)
            #expect(allowed.explanation == nil)
        }
    }

    @Test(
        arguments: [
            (nil, false), (Account.everything, true), (Account.policy("Allow", "iam:GetRole"), true),
            (Account.policy("Allow", "iam:GetUser"), false), (Account.policy("Deny", "*"), false),
        ] as [(String?, Bool)]
    )
    func `a user may do what its policies allow`(_ policy: String?, _ isAllowed: Bool) async throws {
        let account = try await Account()
        let caller = try await account.user(policy: policy)
        #expect(try account.isAllowed(caller) == isAllowed)
    }

    @Test func `an unsigned call may do nothing that is not open to everybody`() async throws {
        let account = try await Account()
        #expect(try !account.isAllowed(.anonymous))
        var permission = Permission("s3:GetObject", on: "arn:aws:s3:::b/k", resourceAccount: Account.number)
        #expect(try !account.isAllowed(.anonymous, AccessPlan([.permission(permission)])))
        permission.resourcePolicy = AttachedPolicy(
            name: "bucket",
            document: try PolicyDocument(
                parsing:
                    #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}}"#,
                kind: .resource
            )
        )
        #expect(try account.isAllowed(.anonymous, AccessPlan([.permission(permission)])))
        permission.resource = "arn:aws:s3:::other/k"
        #expect(try !account.isAllowed(.anonymous, AccessPlan([.permission(permission)])))
    }

    @Test(arguments: [
        (
            ServiceDialect.iam,
            "403 AccessDenied: User: arn:aws:iam::111122223333:user/bob is not authorized to perform: iam:GetRole on "
                + "resource: \(role) because no identity-based policy allows the iam:GetRole action"
        ),
        (
            ServiceDialect.eks,
            "403 AccessDeniedException: User: arn:aws:iam::111122223333:user/bob is not authorized to perform: "
                + "iam:GetRole on resource: \(role) because no identity-based policy allows the iam:GetRole action"
        ),
        (
            ServiceDialect.ec2,
            "403 UnauthorizedOperation: You are not authorized to perform this operation. "
                + "User: arn:aws:iam::111122223333:user/bob is not authorized to perform: iam:GetRole on resource: "
                + "\(role) because no identity-based policy allows the iam:GetRole action"
        ),
    ])
    func `a denial is told in the service's words`(_ dialect: ServiceDialect, _ words: String) async throws {
        let account = try await Account()
        let bob = try await account.user("bob", policy: nil)
        let told = account.refusal(
            try Account.call(bob, dialect: dialect),
            .permission("iam:GetRole", on: Self.role)
        )
        // EC2 seals its reasons besides.
        #expect(told?.split(separator: " Encoded authorization failure message: ").first.map(String.init) == words)
        #expect((told?.contains("Encoded") == true) == (dialect == .ec2))
    }

    @Test func `requirements are decided in order, and the first that is not met is told`() async throws {
        let account = try await Account()
        let caller = try await account.user(policy: Account.policy("Allow", "iam:A"))
        func plan(_ actions: String...) -> AccessPlan {
            AccessPlan(actions.map { .permission(Permission($0, on: "*")) })
        }
        let call = try Account.call(caller)
        #expect(account.refusal(call, plan("iam:A")) == nil)
        #expect(account.refusal(call, plan("iam:A", "iam:B", "iam:C"))?.contains("iam:B") == true)
        #expect(account.refusal(call, plan("iam:C", "iam:A"))?.contains("iam:C") == true)
    }

    @Test func `a partial plan is performed for what is allowed, and tells of the rest`() async throws {
        let account = try await Account()
        let caller = try await account.user(policy: Account.policy("Allow", "iam:A"))
        var plan = AccessPlan(["iam:A", "iam:B"].map { .permission(Permission($0, on: "*")) })
        plan.isPartial = true
        let allowed = try account.authorizer.authorize(Account.call(caller), plan)
        #expect(allowed.refusal(ofRequirement: 0) == nil)
        #expect(allowed.refusal(ofRequirement: 1)?.contains("is not authorized to perform: iam:B") == true)
        // What nobody decided is not allowed.
        #expect(allowed.refusal(ofRequirement: 2) == "Access Denied")
        #expect(allowed.refusal(ofRequirement: -1) == "Access Denied")
        #expect(allowed.explanation?["decision"] == "Deny")
    }

    @Test func `what an allowed call is explained by names the decision and the statement`() async throws {
        let account = try await Account()
        let caller = try await account.user()
        let allowed = try account.authorizer.authorize(Account.call(caller), .permission("iam:GetRole", on: "*"))
        let explanation = try #require(allowed.explanation)
        #expect(explanation["decision"] == "Allow")
        #expect(explanation["operation"] == "iam.amazonaws.com:GetThing")
        #expect(explanation["caller"] == "arn:aws:iam::111122223333:user/alice")
        #expect(explanation["requirements"]?.array?.first?["action"] == "iam:GetRole")
    }

    @Test func `callers whose user or role is gone, or another of the same name, are unknown`() async throws {
        let account = try await Account()
        let user = try await account.user("alice")
        try await account.role("app")
        let own = Account.session { $0.principal = .user(id: "AIDAALICE", name: "alice", path: "/") }
        for caller in [user, own, Account.session("app")] { #expect(try account.isAllowed(caller)) }
        for caller in [
            .user(UserCaller(account: Account.number, id: "AIDAOTHER", name: "alice", path: "/", accessKeyID: "AKIA")),
            .user(UserCaller(account: "444455556666", id: "AIDAALICE", name: "alice", path: "/", accessKeyID: "A")),
            Account.session("app", id: "AROAOTHER"), Account.session("nobody"),
            Account.session { $0.principal = .user(id: "AIDAOTHER", name: "alice", path: "/") },
        ] as [Caller] {
            // Even where nothing is needed: the caller is nobody.
            let told = account.refusal(try Account.call(caller), .none)
            #expect(told == "403 InvalidClientTokenId: The security token included in the request is invalid.")
        }
    }

    @Test(
        arguments: [
            (nil, [], true), (Account.everything, [], true), (Account.policy("Allow", "iam:GetUser"), [], false),
            (Account.policy("Allow", "iam:Get*"), [], true), ("{", [], false),
            (nil, ["arn:aws:iam::aws:policy/IAMReadOnlyAccess"], true),
            (nil, ["arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"], false),
            (nil, ["arn:aws:iam::111122223333:policy/gone"], false),
        ] as [(String?, [String], Bool)]
    )
    func `a session policy limits its session, and one that cannot be had allows nothing`(
        _ document: String?,
        _ arns: [String],
        _ isAllowed: Bool
    ) async throws {
        let account = try await Account()
        try await account.role()
        let caller = Account.session { claims in
            claims.sessionPolicy = document
            claims.sessionPolicyARNs = arns
        }
        #expect(try account.isAllowed(caller) == isAllowed)
    }

    @Test func `a session policy never allows what the role may not`() async throws {
        let account = try await Account()
        try await account.role(policy: Account.policy("Allow", "iam:GetUser"))
        #expect(try !account.isAllowed(Account.session { $0.sessionPolicy = Account.everything }))
    }

    @Test(arguments: [("team", "session"), ("kind", "role"), ("none", nil)] as [(String, String?)])
    func `a session's tag wins over the role's of the same key, whatever its case`(
        _ key: String,
        _ value: String?
    ) async throws {
        let account = try await Account()
        try await account.role(tags: [.init(key: "Team", value: "role"), .init(key: "kind", value: "role")])
        let caller = Account.session { $0.tags = [.init(key: "team", value: "session")] }
        let standing = try CallerStanding(
            caller,
            in: account.directory.snapshot,
            sessionPolicies: SessionPolicies()
        )
        let keys = RequestKeys.keys(of: try Account.call(caller), standing: standing)
        #expect(keys["aws:PrincipalTag/\(key)"] == value.map { [$0] })
    }
}
