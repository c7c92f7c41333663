import AWSVocabulary
import JSONTree
import Testing

@testable import IAMPolicy

struct TrustTests {
    static func trust(_ principal: String, _ action: String, condition: String = "{}") throws -> AttachedPolicy {
        try Sample.policy(
            #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":\#(principal),"Action":"\#(action)","Condition":\#(condition)}]}"#,
            .trust,
            name: "trust policy of app"
        )
    }

    static func request(
        _ principal: Principal,
        _ action: String,
        account: AccountID = .example,
        keys: [String: [String]] = [:]
    )
        -> AuthorizationRequest
    {
        Sample.request(action, on: "arn:aws:iam::111122223333:role/app", by: principal, account: account, keys: keys)
    }

    static let webIdentity = "sts:AssumeRoleWithWebIdentity"
    static let federated = Principal.federated(provider: Sample.provider, account: .example)
    static let subject = [
        "issuer.example/id/1:aud": ["sts.amazonaws.com"],
        "issuer.example/id/1:sub": ["system:serviceaccount:prod:my-sa"],
    ]
    static let wanted = """
        {"StringEquals":{"issuer.example/id/1:aud":"sts.amazonaws.com","issuer.example/id/1:sub":"system:serviceaccount:default:my-sa"}}
        """

    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let principal: String
        let action: String
        let isAllowed: Bool
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "the provider",
            principal: #"{"Federated":"\#(Sample.provider)"}"#,
            action: webIdentity,
            isAllowed: true
        ),
        Case(
            name: "every action of STS",
            principal: #"{"Federated":"\#(Sample.provider)"}"#,
            action: "sts:*",
            isAllowed: true
        ),
        Case(
            name: "another provider",
            principal: #"{"Federated":"\#(Sample.provider)x"}"#,
            action: webIdentity,
            isAllowed: false
        ),
        Case(
            name: "another action",
            principal: #"{"Federated":"\#(Sample.provider)"}"#,
            action: "sts:AssumeRole",
            isAllowed: false
        ),
        Case(name: "the account", principal: #"{"AWS":"111122223333"}"#, action: webIdentity, isAllowed: false),
        Case(
            name: "a service",
            principal: #"{"Service":"pods.eks.amazonaws.com"}"#,
            action: webIdentity,
            isAllowed: false
        ),
    ])
    func `a token's bearer is trusted through its provider alone`(_ test: Case) throws {
        let trust = try Self.trust(test.principal, test.action)
        let verdict = Sample.evaluateTrust(
            Self.request(Self.federated, Self.webIdentity),
            trust: trust,
            callerPolicies: nil
        )
        #expect(verdict.isAllowed == test.isAllowed)
    }

    @Test func `naming the caller is enough in its account, naming the account leaves it to its policies`() throws {
        let allowed = PolicySet(identity: [try Sample.policy(EvaluationTests.everything)])
        let user = #"{"AWS":"arn:aws:iam::111122223333:user/alice"}"#
        let root = #"{"AWS":"arn:aws:iam::111122223333:root"}"#
        func isAllowed(_ principal: String, _ policies: PolicySet, by caller: Principal = Sample.user) throws -> Bool {
            Sample.evaluateTrust(
                Self.request(caller, "sts:AssumeRole"),
                trust: try Self.trust(principal, "sts:AssumeRole"),
                callerPolicies: policies
            ).isAllowed
        }
        #expect(try isAllowed(user, PolicySet()))
        #expect(try !isAllowed(root, PolicySet()))
        #expect(try isAllowed(root, allowed))
        #expect(
            try !isAllowed(
                user,
                PolicySet(identity: [
                    try Sample.policy(
                        #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"sts:*","Resource":"*"}}"#
                    )
                ])
            )
        )
        var limited = allowed
        limited.session = [try Sample.policy(EvaluationTests.nothing)]
        #expect(try !isAllowed(#"{"AWS":"arn:aws:iam::111122223333:role/app"}"#, limited, by: Sample.session))
        #expect(try !isAllowed(#"{"AWS":"*"}"#, PolicySet()))
    }

    @Test func `across accounts the caller's own policies must allow it too`() throws {
        let other = try #require(AccountID("999988887777"))
        let caller = Principal.user(arn: .iam("user", name: "eve", account: other), account: other)
        let trust = try Self.trust(#"{"AWS":"arn:aws:iam::999988887777:user/eve"}"#, "sts:AssumeRole")
        let allowed = PolicySet(identity: [try Sample.policy(EvaluationTests.everything)])
        let request = Self.request(caller, "sts:AssumeRole")
        #expect(!Sample.evaluateTrust(request, trust: trust, callerPolicies: PolicySet()).isAllowed)
        #expect(Sample.evaluateTrust(request, trust: trust, callerPolicies: allowed).isAllowed)
    }

    @Test func `a refusal names the statement, the operator, what was wanted and what was seen`() throws {
        let trust = try Self.trust(#"{"Federated":"\#(Sample.provider)"}"#, Self.webIdentity, condition: Self.wanted)
        let verdict = Sample.evaluateTrust(
            Self.request(Self.federated, Self.webIdentity, keys: Self.subject),
            trust: trust,
            callerPolicies: nil
        )
        #expect(verdict.decision == .implicitDeny)
        let explanation = verdict.explanation
        #expect(
            explanation["summary"]?.string
                == "no role trust policy allows it; nearest is statement #1 of trust policy of app: "
                + "aud matched; sub differs at the namespace: `default` wanted, `prod` seen"
        )
        let condition = explanation["statements"]?.array?.first?["conditions"]?.array?.last
        #expect(condition?["operator"] == "StringEquals")
        #expect(condition?["key"] == "issuer.example/id/1:sub")
        #expect(condition?["wanted"] == ["system:serviceaccount:default:my-sa"])
        #expect(condition?["seen"] == ["system:serviceaccount:prod:my-sa"])
        #expect(condition?["met"] == false)
    }

    struct Difference: Sendable, CustomTestStringConvertible {
        let wanted: String
        let seen: String
        let says: String
        var testDescription: String { "\(wanted) and \(seen)" }
    }

    @Test(arguments: [
        Difference(
            wanted: "default:my-sa",
            seen: "default:other",
            says: "sub differs at the service account: `my-sa` wanted, `other` seen"
        ),
        Difference(wanted: "default:my-sa", seen: "Default:my-sa", says: "sub differs in the case of letters"),
        Difference(
            wanted: "my-sa:default",
            seen: "default:my-sa",
            says: "sub differs because namespace and service account are swapped"
        ),
        Difference(
            wanted: "default:*",
            seen: "default:my-sa",
            says: "sub differs because StringEquals takes wildcards literally"
        ),
        Difference(
            wanted: "a:b",
            seen: "c:d",
            says: "sub differs at namespace and service account: `a:b` wanted, `c:d` seen"
        ),
    ])
    func `the usual mistakes in subjects are named`(_ difference: Difference) throws {
        let condition = #"{"StringEquals":{"issuer.example/id/1:sub":"system:serviceaccount:\#(difference.wanted)"}}"#
        let trust = try Self.trust(#"{"Federated":"\#(Sample.provider)"}"#, Self.webIdentity, condition: condition)
        let keys = ["issuer.example/id/1:sub": ["system:serviceaccount:\(difference.seen)"]]
        let verdict = Sample.evaluateTrust(
            Self.request(Self.federated, Self.webIdentity, keys: keys),
            trust: trust,
            callerPolicies: nil
        )
        #expect(verdict.explanation["summary"]?.string?.contains(difference.says) == true)
    }

    @Test func `the nearest miss comes first`() throws {
        let trust = try Sample.policy(
            """
            {"Version":"2012-10-17","Statement":[
             {"Sid":"Other","Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"},
             {"Sid":"Near","Effect":"Allow","Principal":{"Federated":"\(Sample.provider)"},"Action":"sts:AssumeRoleWithWebIdentity",
              "Condition":{"StringEquals":{"issuer.example/id/1:sub":"x"}}}]}
            """,
            .trust
        )
        let verdict = Sample.evaluateTrust(
            Self.request(Self.federated, Self.webIdentity, keys: Self.subject),
            trust: trust,
            callerPolicies: nil
        )
        #expect(verdict.explanation["statements"]?.array?.map { $0["statement"]?.string } == ["Near", "Other"])
    }
}
