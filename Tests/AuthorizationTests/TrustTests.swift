import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import IAMPolicy
import JSONTree
import ServiceModel
import SessionCredentials
import Synchronization
import Testing

@testable import Authorization

/// Who may take a role, and what is told of it.
struct TrustTests {
    private static let arn = ARN(service: "iam", account: Account.number, resource: "role/app")

    private func plan(_ account: Account, _ name: String = "app", principal: Principal? = nil) -> AccessPlan {
        let arn = ARN(service: "iam", account: Account.number, resource: "role/\(name)")
        return AccessPlan([
            .trust(
                Trust(
                    principal == nil ? "sts:AssumeRole" : "sts:AssumeRoleWithWebIdentity",
                    roleARN: arn,
                    role: account.directory.snapshot.role(name, account: Account.number),
                    principal: principal,
                    keys: ContextKeys()
                )
            )
        ])
    }

    @Test(
        arguments: [
            // The root is the account: its own policies decide too.
            (#"{"AWS":"111122223333"}"#, Account.everything, true), (#"{"AWS":"111122223333"}"#, nil, false),
            // Named by itself, a user of the same account needs no policy of its own.
            (#"{"AWS":"arn:aws:iam::111122223333:user/alice"}"#, nil, true),
            (#"{"AWS":"arn:aws:iam::111122223333:user/bob"}"#, Account.everything, false),
            (#"{"Service":"ec2.amazonaws.com"}"#, Account.everything, false),
            (#"{"AWS":"arn:aws:iam::111122223333:user/alice"}"#, Account.policy("Deny", "sts:*"), false),
        ] as [(String, String?, Bool)]
    )
    func `a role is taken by whom its trust policy names`(
        _ principal: String,
        _ policy: String?,
        _ isAllowed: Bool
    ) async throws {
        let account = try await Account()
        let caller = try await account.user("alice", policy: policy)
        try await account.role(trust: Account.trust(principal))
        #expect(try account.isAllowed(caller, plan(account)) == isAllowed)
    }

    @Test func `a role that is not there is refused like one that does not trust`() async throws {
        let account = try await Account()
        let alice = try await account.user("alice")
        try await account.role(trust: Account.trust(#"{"Service":"ec2.amazonaws.com"}"#))
        func told(_ role: String, _ caller: Caller, _ principal: Principal? = nil) throws -> String? {
            account.refusal(try Account.call(caller, dialect: .iam), plan(account, role, principal: principal))
        }
        let words = "403 AccessDenied: User: arn:aws:iam::111122223333:user/alice is not authorized to perform: "
        #expect(try told("app", alice) == words + "sts:AssumeRole on resource: \(Self.arn)")
        #expect(
            try told("gone", alice) == words + "sts:AssumeRole on resource: arn:aws:iam::111122223333:role/gone"
        )
        // Who comes with a token and no signature is not even told which role.
        let stranger = Principal.federated(
            provider: "arn:aws:iam::111122223333:oidc-provider/i",
            account: AccountID(Account.number)
        )
        for role in ["app", "gone"] {
            #expect(
                try told(role, .anonymous, stranger)
                    == "403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity"
            )
        }
    }

    @Test func `the operator is told that there is no such role`() async throws {
        let account = try await Account()
        let alice = try await account.user("alice")
        let refused = #expect(throws: ExplainedFault.self) {
            try account.authorizer.authorize(Account.call(alice), plan(account, "gone"))
        }
        let verdict = refused?.explanation["requirements"]?.array?.first?["verdict"]
        #expect(verdict?["reason"] == "there is no role gone in account 111122223333")
    }

    @Test func `the role's tags and account are keys of its trust policy`() async throws {
        for (value, isAllowed) in [("a", true), ("b", false)] {
            let account = try await Account()
            let caller = try await account.user("alice")
            try await account.role(
                trust: Account.trust(
                    #"{"AWS":"111122223333"}"#,
                    condition:
                        #"{"StringEquals":{"aws:ResourceTag/team":"a","aws:ResourceAccount":"111122223333"}}"#
                ),
                tags: [.init(key: "team", value: value)]
            )
            #expect(try account.isAllowed(caller, plan(account)) == isAllowed)
        }
    }

    @Test func `reasons are opened for callers of the account they were sealed for`() async throws {
        let account = try await Account()
        let bob = try await account.user("bob", policy: nil)
        let told = account.refusal(
            try Account.call(bob, dialect: .sts),
            .permission("sts:GetAccessKeyInfo", on: "*")
        )
        let message = try #require(told?.split(separator: "failure message: ").last.map(String.init))
        let opened = try #require(account.authorizer.messages.open(message, account: Account.number))
        #expect(try JSON(parsing: Array(opened.utf8))["allowed"] == false)
        for (text, number) in [
            (message, "444455556666"), ("", Account.number), (String(message.dropLast()), Account.number),
        ] {
            #expect(account.authorizer.messages.open(text, account: number) == nil)
        }
    }

    @Test func `an unsigned caller's denial carries no reasons`() async throws {
        let account = try await Account()
        for dialect in [ServiceDialect.sts, .ec2] {
            let told = account.refusal(
                try Account.call(.anonymous, dialect: dialect),
                .permission("x:Y", on: "*")
            )
            #expect(told?.contains("Encoded") == false)
        }
    }
}

/// No operation does anything before it is allowed.
struct ServiceOperationTests {
    private static func permission(_ action: String) -> AccessPlan { .permission(action, on: "*") }
    private static let operation = Operation("GetThing", .iam, action: "iam:A")

    @Test(arguments: [("iam:A", ["prepare", "perform"]), ("iam:B", ["prepare"])])
    func `an operation performs what is allowed and nothing else`(_ action: String, _ steps: [String]) async throws {
        let account = try await Account()
        let caller = try await account.user(policy: Account.policy("Allow", "iam:A"))
        let taken = Mutex<[String]>([])
        let operation = ServiceOperation(Self.operation) { _ in
            taken.withLock { $0.append("prepare") }
            return (Self.permission(action), 7)
        } perform: { _, prepared in
            taken.withLock { $0.append("perform") }
            #expect(prepared == 7)
            return .output(nil)
        }
        let outcome = try? await operation.run(Account.call(caller), with: account.authorizer)
        #expect(taken.withLock { $0 } == steps)
        #expect((outcome != nil) == steps.contains("perform"))
    }

    @Test(arguments: [
        ("iam:A", "iam:A", ["ask", "prepare", "perform"]), ("iam:A", "iam:B", ["ask", "prepare"]),
        ("iam:B", "iam:A", ["ask"]),
    ])
    func `an operation looks closer only for those who may ask`(
        _ first: String,
        _ second: String,
        _ steps: [String]
    ) async throws {
        let account = try await Account()
        let caller = try await account.user(policy: Account.policy("Allow", "iam:A"))
        let taken = Mutex<[String]>([])
        let operation = ServiceOperation(Self.operation) { _ in
            taken.withLock { $0.append("ask") }
            return (Self.permission(first), ())
        } prepare: { _, _ in
            taken.withLock { $0.append("prepare") }
            return (Self.permission(second), ())
        } perform: { _, _ in
            taken.withLock { $0.append("perform") }
            return .output(nil)
        }
        let outcome = try? await operation.run(Account.call(caller), with: account.authorizer)
        #expect(taken.withLock { $0 } == steps)
        // The reasons of both steps are kept.
        let kept = outcome?.authorized.explanation?["requirements"]?.array?.count
        #expect(kept == (steps.contains("perform") ? 2 : nil))
    }
}
