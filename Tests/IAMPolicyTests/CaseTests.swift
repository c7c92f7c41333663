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

    @Test(arguments: [
        (
            #"{"id":"a",\#(request),"identityPolicies":[{"Statement":{"Effect":"Allow","Effect":"Deny"}}]}"#,
            "occurs twice"
        ),
        (
            #"{\#(request),"x":{"id":"inner"},"id":"a","y":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["#,
            "nested"
        ),
        (#"{"x":"\"}","id" : "a" ,"request":{"principal":"#, "ends too early"),
        (#"{"id":"a","request":{}} {"id":"b"}"#, "nothing may follow"),
    ])
    func `the id of a line that is no JSON comes back, if it can be read`(_ line: String, _ says: String) {
        let answer = EvaluationCase.answer(Array(line.utf8))
        #expect(answer["id"] == "a")
        #expect(answer["decision"] == "Malformed")
        #expect(answer["reason"]?.string?.contains(says) == true)
    }

    @Test(arguments: [
        "", "{", "{\"id", "{\"id\"", "{\"id\":", "{\"id\":\"a\\", "{\"id\":[1,", "{\"id\":nul}", "[\"id\"]", "{id:1}",
    ])
    func `an id that cannot be read is null`(_ line: String) {
        let answer = EvaluationCase.answer(Array(line.utf8))
        #expect(answer["id"] == .null)
        #expect(answer["decision"] == "Malformed")
    }

    @Test func `a byte order mark is skipped, and bytes that are no UTF-8 are not mended`() {
        let line = Array(#"{"id":1,\#(Self.request),"identityPolicies":[\#(Self.all)]}"#.utf8)
        #expect(EvaluationCase.answer([0xEF, 0xBB, 0xBF] + line)["decision"] == "Allow")
        let broken = Array(#"{"id":1,\#(Self.request),"note":""#.utf8) + [0xFF] + Array(#""}"#.utf8)
        #expect(EvaluationCase.answer(broken)["decision"] == "Malformed")
        #expect(EvaluationCase.answer(broken)["id"] == 1)
    }

    @Test func `a key that occurs twice in other letter case is malformed`() {
        let answer = EvaluationCase.answer(
            Array(#"{"request":{"action":"s3:GetObject","context":{"aws:a":"1","AWS:A":"2"}}}"#.utf8)
        )
        #expect(answer["decision"] == "Malformed")
        #expect(answer["reason"]?.string?.hasPrefix("request.context.AWS:A: the key occurs twice") == true)
    }

    @Test(arguments: [
        (
            #"{"StringNotEquals":{"aws:PrincipalTag/env":["prod","qa"]}}"#, #""aws:PrincipalTag/env":"dev""#,
            "aws:PrincipalTag/env is `dev`, and StringNotEquals wants anything but `prod` or `qa`"
        ),
        (
            #"{"StringNotEquals":{"aws:PrincipalTag/env":"prod"}}"#, "",
            "aws:PrincipalTag/env is missing, and StringNotEquals holds for requests without it"
        ),
        (
            #"{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","203.0.113.0/24"]}}"#, #""aws:SourceIp":"203.0.113.9""#,
            "aws:SourceIp is `203.0.113.9`, which IpAddress `203.0.113.0/24` matches"
        ),
        (
            #"{"StringLike":{"k:a":"${k:b}-*"}}"#, #""k:a":"x-1","k:b":"x""#,
            "k:a is `x-1`, which StringLike `x-*` matches"
        ),
        (#"{"Null":{"k:a":"true"}}"#, "", "k:a is missing, as Null wants"),
        (#"{"Null":{"k:a":"false"}}"#, #""k:a":"x""#, "k:a is there, as Null wants"),
        (
            #"{"ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}}"#, #""aws:TagKeys":["x","b"]"#,
            "aws:TagKeys is `x`, `b`, which ForAnyValue:StringEquals `b` matches"
        ),
        (
            #"{"ForAnyValue:StringNotEquals":{"aws:TagKeys":["a","b"]}}"#, #""aws:TagKeys":["x","b"]"#,
            "aws:TagKeys is `x`, and ForAnyValue:StringNotEquals wants anything but `a` or `b`"
        ),
        (
            #"{"ForAllValues:StringEquals":{"aws:TagKeys":["a"]}}"#, "",
            "aws:TagKeys is missing, and ForAllValues:StringEquals holds for requests without it"
        ),
    ])
    func `an explicit denial says why each of its conditions holds`(
        _ condition: String,
        _ context: String,
        _ says: String
    ) {
        let deny =
            #"{"Version":"2012-10-17","Statement":{"Sid":"No","Effect":"Deny","Action":"s3:*","Resource":"*","Condition":\#(condition)}}"#
        let answer = EvaluationCase.answer(
            Array(
                #"{"request":{"principal":"arn:aws:iam::111122223333:user/a","action":"s3:GetObject","resource":"arn:aws:s3:::b/k","context":{\#(context)}},"identityPolicies":[\#(Self.all),\#(deny)]}"#
                    .utf8
            )
        )
        #expect(answer["decision"] == "ExplicitDeny")
        #expect(
            answer["reason"]?.string
                == "denied by statement No of the identity-based policy identityPolicies[1]: \(says)"
        )
        let statement = answer["explanation"]?["checks"]?.array?.first?["statements"]?.array?.first
        #expect(statement?["conditions"]?.array?.first?["because"]?.string == says)
    }
}
