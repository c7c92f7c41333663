import JSONTree
import Testing

@testable import IAMPolicy

struct CaseTests {
    static let all = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#
    static let request =
        #""request":{"principal":"arn:aws:iam::111122223333:user/a","action":"s3:GetObject","resource":"arn:aws:s3:::b/k"}"#

    private func decision(_ line: String) -> String? { EvaluationCase.answer(Array(line.utf8))["decision"]?.string }

    @Test func `a case is decided, and its id comes back as it was`() {
        let answer = EvaluationCase.answer(
            Array(#"{"id":{"n":7},\#(Self.request),"identityPolicies":[\#(Self.all)]}"#.utf8)
        )
        #expect(answer["id"] == ["n": 7])
        #expect(answer["decision"] == "Allow")
        #expect(answer["reason"] == "allowed by statement #1 of identityPolicies[0]")
    }

    @Test(arguments: [
        ("nonsense", "this is no JSON: line 1, column 2: 'null' wanted, 'o' found"),
        ("[]", "a case is an object (line 1, column 1)"),
        ("{}", "request: it is missing, or no object (line 1, column 1)"),
        (
            #"{"request":{"action":"GetObject"}}"#,
            #"request.action: "GetObject" is no action such as s3:GetObject (line 1, column 22)"#
        ),
        (
            #"{"request":{"principal":"a/b","action":"s3:Get"}}"#,
            #"request.principal: "a/b" is neither the ARN of a user, role, session or provider, nor a service such as pods.eks.amazonaws.com, nor an account (line 1, column 25)"#
        ),
        (
            #"{\#(request),"identityPolicies":[{"Statement":[]}]}"#,
            "identityPolicies[0]: Syntax errors in policy. — Statement is empty (line 1, column 148)"
        ),
        (
            #"{\#(request),"serviceControlPolicies":[{}]}"#,
            "serviceControlPolicies[0]: a level is a list of policies: [[{…}]] (line 1, column 141)"
        ),
    ])
    func `a case that cannot be evaluated is malformed, and says why and where`(_ line: String, _ reason: String) {
        let answer = EvaluationCase.answer(Array(line.utf8))
        #expect(answer["decision"] == "Malformed")
        #expect(answer["reason"]?.string == reason)
    }

    @Test func `every action that the call needs must be allowed`() {
        func trust(_ actions: String) -> String {
            #"""
            {"request":{"principal":"pods.eks.amazonaws.com","action":"sts:AssumeRole","additionalActions":["sts:TagSession"],
            "resource":"arn:aws:iam::111122223333:role/r"},"trustPolicy":{"Version":"2012-10-17","Statement":{"Effect":"Allow",
            "Principal":{"Service":"pods.eks.amazonaws.com"},"Action":\#(actions)}}}
            """#
        }
        #expect(decision(trust(#"["sts:AssumeRole","sts:TagSession"]"#)) == "Allow")
        #expect(decision(trust(#""sts:AssumeRole""#)) == "ImplicitDeny")
    }

    @Test func `every kind of policy has its say`() {
        let deny = #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"s3:*","Resource":"*"}}"#
        let iam = #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"iam:*","Resource":"*"}}"#
        func with(_ members: String) -> String? {
            decision(#"{\#(Self.request),"identityPolicies":[\#(Self.all)]\#(members)}"#)
        }
        #expect(with("") == "Allow")
        #expect(with(#","permissionsBoundary":null,"sessionPolicies":[],"trustPolicy":null"#) == "Allow")
        #expect(with(#","permissionsBoundary":\#(iam)"#) == "ImplicitDeny")
        #expect(with(#","sessionPolicies":[\#(iam)]"#) == "ImplicitDeny")
        #expect(with(#","sessionPolicies":[\#(iam),\#(Self.all)]"#) == "Allow")
        #expect(with(#","permissionsBoundary":\#(deny)"#) == "ExplicitDeny")
        #expect(with(#","serviceControlPolicies":[[\#(Self.all)],[\#(iam)]]"#) == "ImplicitDeny")
        #expect(with(#","serviceControlPolicies":[[\#(Self.all)],[\#(Self.all),\#(deny)]]"#) == "ExplicitDeny")
        let control =
            #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}"#
        #expect(with(#","resourceControlPolicies":[[\#(control)]]"#) == "ExplicitDeny")
    }

    @Test func `the account of a resource is its ARN's, unless the case says otherwise`() {
        func role(_ account: String, _ more: String = "") -> String? {
            decision(
                #"{"request":{"principal":"arn:aws:iam::111122223333:user/a","action":"iam:GetRole","resource":"arn:aws:iam::\#(account):role/r"\#(more)},"identityPolicies":[\#(Self.all)]}"#
            )
        }
        #expect(role("111122223333") == "Allow")
        #expect(role("999988887777") == "ImplicitDeny")
        #expect(role("999988887777", #","resourceAccount":"111122223333""#) == "Allow")
    }

    @Test func `a member that means nothing is pointed out`() {
        let answer = EvaluationCase.answer(Array(#"{\#(Self.request),"identityPolicy":[\#(Self.all)]}"#.utf8))
        #expect(answer["warnings"] == ["identityPolicy is not a member of a case, and was not looked at"])
        #expect(answer["decision"] == "ImplicitDeny")
    }
}
