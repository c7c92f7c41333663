import JSONTree
import Testing

@testable import IAMPolicy

/// Every finding with a policy that has it, and the nearest one that has not.
struct LintTests {
    static let host = "oidc.eks.eu-west-1.amazonaws.com/id/AB"
    static let provider = "arn:aws:iam::111122223333:oidc-provider/\(host)"
    static let subject = "system:serviceaccount:default:my-sa"

    struct Case: Sendable, CustomTestStringConvertible {
        let rule: LintRule
        let bad: String
        let good: String
        var testDescription: String { rule.rawValue }

        init(_ rule: LintRule, _ bad: String, good: String) {
            self.rule = rule
            self.bad = bad
            self.good = good
        }
    }

    /// A document of statements.
    static func document(_ statements: String..., version: String? = "2012-10-17") -> String {
        "{\(version.map { "\"Version\":\"\($0)\"," } ?? "")\"Statement\":[\(statements.joined(separator: ","))]}"
    }

    /// An Allow for tokens.
    static func web(
        _ condition: String,
        action: String = #""sts:AssumeRoleWithWebIdentity""#,
        effect: String = "Allow"
    )
        -> String
    {
        #"{"Effect":"\#(effect)","Principal":{"Federated":"\#(provider)"},"Action":\#(action),"Condition":{\#(condition)}}"#
    }

    static func pods(_ condition: String, action: String = #"["sts:AssumeRole","sts:TagSession"]"#) -> String {
        #"{"Effect":"Allow","Principal":{"Service":"pods.eks.amazonaws.com"},"Action":\#(action),"Condition":{\#(condition)}}"#
    }

    static func aws(_ principal: String, _ condition: String = "", effect: String = "Allow") -> String {
        #"{"Effect":"\#(effect)","Principal":\#(principal),"Action":"sts:AssumeRole","Condition":{\#(condition)}}"#
    }

    static func both(_ operator: String, sub: String = subject, aud: String = "sts.amazonaws.com") -> String {
        #""\#(`operator`)":{"\#(host):sub":"\#(sub)","\#(host):aud":"\#(aud)"}"#
    }

    static let aud = #""StringEquals":{"\#(host):aud":"sts.amazonaws.com"}"#
    static let sub = #""StringEquals":{"\#(host):sub":"\#(subject)"}"#
    static let exact = web(both("StringEquals"))
    static let own = #"{"AWS":"arn:aws:iam::111122223333:role/r"}"#
    static let other = #"{"AWS":"arn:aws:iam::999988887777:role/r"}"#

    static func like(_ pattern: String) -> String { web(#"\#(aud),"StringLike":{"\#(host):sub":"\#(pattern)"}"#) }

    static let cases: [Case] = [
        Case(.missingSubject, document(web(aud)), good: document(exact)),
        Case(
            .anySubject,
            document(like("system:serviceaccount:*:*")),
            good: document(like("system:serviceaccount:*:app"))
        ),
        Case(
            .anySubject,
            document(like("system:serviceaccount:*")),
            good: document(like("system:serviceaccount:prod:*"))
        ),
        Case(.anySubject, document(like("*")), good: document(exact)),
        Case(
            .wildcardNamespace,
            document(like("system:serviceaccount:prod*:app")),
            good: document(like("system:serviceaccount:prod:app*"))
        ),
        Case(
            .wildcardServiceAccount,
            document(like("system:serviceaccount:prod:app-*")),
            good: document(like("system:serviceaccount:prod:app"))
        ),
        Case(.missingAudience, document(web(sub)), good: document(exact)),
        Case(
            .literalWildcard,
            document(web(both("StringEquals", sub: "system:serviceaccount:default:*"))),
            good: document(web(both("StringEquals", sub: "system:serviceaccount:default:${*}")))
        ),
        Case(.likeWithoutWildcard, document(web(both("StringLike"))), good: document(exact)),
        Case(
            .unguardedForAllValues,
            document(web(both("ForAllValues:StringEquals"))),
            good: document(
                web(both("ForAllValues:StringEquals") + #","Null":{"\#(host):sub":"false","\#(host):aud":"false"}"#)
            )
        ),
        Case(
            .optionalGuard,
            document(web(both("StringEqualsIfExists"))),
            good: document(web(both("StringEquals") + #","StringEqualsIfExists":{"aws:RequestedRegion":"eu-west-1"}"#))
        ),
        Case(
            .otherIssuer,
            document(web(both("StringEquals").replacing("id/AB:sub", with: "id/AC:sub"))),
            good: document(exact)
        ),
        Case(
            .otherIssuer,
            document(web(both("StringEquals").replacing(#""oidc"#, with: #""https://oidc"#))),
            good: document(exact)
        ),
        Case(
            .negatedSubject,
            document(web(#"\#(aud),"StringNotEquals":{"\#(host):sub":"\#(subject)"}"#)),
            good: document(web(both("StringEquals") + #","StringNotLike":{"\#(host):sub":"*:admin"}"#))
        ),
        Case(
            .anyPrincipal,
            document(aws(#""*""#)),
            good: document(aws(#""*""#, #""StringEquals":{"aws:PrincipalOrgID":"o-1"}"#))
        ),
        Case(
            .anyPrincipal,
            document(#"{"Effect":"Allow","NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole"}"#),
            good: document(aws(own))
        ),
        Case(
            .anyPrincipal,
            document(aws(#"{"AWS":"*"}"#, #""StringEqualsIfExists":{"aws:PrincipalOrgID":"o-1"}"#)),
            good: document(aws(#"{"AWS":"*"}"#, effect: "Deny"))
        ),
        Case(
            .notAction,
            document(#"{"Effect":"Allow","Principal":\#(own),"NotAction":"sts:TagSession"}"#),
            good: document(#"{"Effect":"Deny","Principal":\#(own),"NotAction":"sts:TagSession"}"#)
        ),
        Case(.wrongAction, document(web(both("StringEquals"), action: #""sts:AssumeRole""#)), good: document(exact)),
        Case(.wrongAction, document(pods("", action: #""sts:AssumeRoleWithWebIdentity""#)), good: document(pods(""))),
        Case(.missingTagSession, document(pods("", action: #""sts:AssumeRole""#)), good: document(pods(""))),
        Case(
            .missingTagSession,
            document(pods("", action: #""sts:AssumeRole""#)),
            good: document(pods("", action: #""sts:*""#))
        ),
        Case(
            .confusedDeputy,
            document(pods("")),
            good: document(pods(#""StringEquals":{"aws:SourceAccount":"111122223333"}"#))
        ),
        Case(
            .principalTagOfService,
            document(pods(#""StringEquals":{"aws:PrincipalTag/kubernetes-namespace":"a"}"#)),
            good: document(pods(#""StringEquals":{"aws:RequestTag/kubernetes-namespace":"a"}"#))
        ),
        Case(
            .wrongQuantifier,
            document(web(both("ForAnyValue:StringEquals"))),
            good: document(web(sub + #","ForAnyValue:StringEquals":{"\#(host):aud":"sts.amazonaws.com"}"#))
        ),
        Case(
            .wrongQuantifier,
            document(pods(#""StringEquals":{"aws:TagKeys":"a"}"#)),
            good: document(pods(#""ForAnyValue:StringEquals":{"aws:TagKeys":"a"}"#))
        ),
        Case(
            .variablesWithoutVersion,
            document(pods(#""StringEquals":{"aws:SourceAccount":"${aws:PrincipalAccount}"}"#), version: nil),
            good: document(pods(#""StringEquals":{"aws:SourceAccount":"${aws:PrincipalAccount}"}"#))
        ),
        Case(
            .variablesWithoutVersion,
            document(pods(#""StringEquals":{"aws:SourceAccount":"${aws:PrincipalAccount}"}"#), version: "2008-10-17"),
            good: document(pods(#""StringEquals":{"aws:SourceAccount":"1"}"#), version: "2008-10-17")
        ),
        Case(
            .callerChosenVariable,
            document(aws(own, #""StringEquals":{"aws:PrincipalTag/team":"${aws:RequestTag/team}"}"#)),
            good: document(aws(own, #""StringEquals":{"aws:RequestTag/team":"${aws:PrincipalTag/team}"}"#))
        ),
        Case(
            .unlimitedTags,
            document(web(both("StringEquals"), action: #"["sts:AssumeRoleWithWebIdentity","sts:TagSession"]"#)),
            good: document(
                web(
                    both("StringEquals")
                        + #","ForAllValues:StringEquals":{"aws:TagKeys":"team"},"Null":{"aws:TagKeys":"false"}"#,
                    action: #"["sts:AssumeRoleWithWebIdentity","sts:TagSession"]"#
                )
            )
        ),
        Case(
            .splitConditions,
            document(web(sub), web(aud)),
            good: document(exact, web(both("StringEquals", sub: "system:serviceaccount:a:b")))
        ),
        Case(
            .otherAccount,
            document(aws(other)),
            good: document(aws(other, #""StringEquals":{"sts:ExternalId":"x"}"#))
        ),
        Case(
            .otherAccount,
            document(aws(#"{"AWS":"999988887777"}"#, #""StringEquals":{"sts:ExternalId":"x"}"#)),
            good: document(aws(#"{"AWS":"111122223333"}"#))
        ),
        Case(.deletedPrincipal, document(aws(#"{"AWS":"AROAABCDEFGHIJKLMNOPQ"}"#)), good: document(aws(own))),
        Case(.unknownProvider, document(exact.replacing("111122223333", with: "999988887777")), good: document(exact)),
        Case(
            .nearlyFull,
            document(aws(own, #""StringEquals":{"aws:PrincipalTag/team":"\#(String(repeating: "x", count: 1900))"}"#)),
            good: document(
                aws(own, #""StringEquals":{"aws:PrincipalTag/team":"\#(String(repeating: "x", count: 1200))"}"#)
            )
        ),
        Case(
            .weakMultiFactor,
            document(aws(own, #""BoolIfExists":{"aws:MultiFactorAuthPresent":"true"}"#)),
            good: document(aws(own, #""Bool":{"aws:MultiFactorAuthPresent":"true"}"#))
        ),
        Case(
            .weakMultiFactor,
            document(aws(own, #""Bool":{"aws:MultiFactorAuthPresent":"false"}"#, effect: "Deny")),
            good: document(aws(own, #""BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}"#, effect: "Deny"))
        ),
        Case(
            .silentDeny,
            document(aws(own, #""StringEquals":{"aws:PrincipalTag/team":"x"}"#, effect: "Deny")),
            good: document(aws(own, #""StringNotEquals":{"aws:PrincipalTag/team":"x"}"#, effect: "Deny"))
        ),
    ]

    static func subject(_ text: String, _ surroundings: LintSurroundings = LintSurroundings()) throws -> LintSubject {
        try LintSubject(
            name: "arn:aws:iam::111122223333:role/app",
            policy: try LocatedJSON(parsing: Array(text.utf8)),
            account: "111122223333",
            surroundings: surroundings
        )
    }

    @Test(arguments: cases) func `a mistake is found where it is, and not next to it`(_ test: Case) throws {
        #expect(try Self.subject(test.bad).findings.map(\.rule).contains(test.rule), "\(test.bad)")
        #expect(try !Self.subject(test.good).findings.map(\.rule).contains(test.rule), "\(test.good)")
    }

    @Test func `every rule has its case, and a good policy has no finding`() throws {
        #expect(Set(Self.cases.map(\.rule)) == Set(LintRule.allCases))
        #expect(try Self.subject(Self.document(Self.exact)).findings.isEmpty)
        let guarded = Self.pods(#""StringEquals":{"aws:SourceAccount":"111122223333"}"#)
        #expect(try Self.subject(Self.document(guarded)).findings.isEmpty)
    }

    @Test(
        arguments: cases.filter { test in
            ![
                .anyPrincipal, .otherAccount, .unknownProvider, .nearlyFull, .callerChosenVariable, .unlimitedTags,
                .deletedPrincipal, .confusedDeputy,
            ]
            .contains(test.rule)
        }
    )
    func `the patch does away with the finding`(_ test: Case) throws {
        let subject = try Self.subject(test.bad)
        let patch = try #require(subject.patch(subject.findings)?.array)
        var root = try #require(JSON(parsing: Array(test.bad.utf8)).object)
        var statements = try #require(root["Statement"]?.array)
        for operation in patch {
            let path = try #require(operation["path"]?.string)
            if path == "/Version" {
                root["Version"] = operation["value"]
            } else {
                let index = try #require(Int(path.dropFirst("/Statement/".count)))
                statements[index] = try #require(operation["value"])
            }
        }
        root["Statement"] = .array(statements)
        let corrected = JSON.object(root).text()
        #expect(try !Self.subject(corrected).findings.map(\.rule).contains(test.rule), "\(corrected)")
    }

    @Test func `the proof is by evaluation, against the service accounts that are known`() throws {
        let surroundings = LintSurroundings(serviceAccounts: ["default/my-sa", "prod/app", "prod/web", "dev/app"])
        func proof(_ document: String, _ rule: LintRule) throws -> [String]? {
            try Self.subject(document, surroundings).findings.first { $0.rule == rule }?.proof
        }
        #expect(
            try proof(Self.document(Self.like("system:serviceaccount:*:app")), .wildcardNamespace) == [
                "prod/app", "dev/app",
            ]
        )
        #expect(try proof(Self.document(Self.web(Self.aud)), .missingSubject)?.count == 4)
        let literal = Self.document(Self.web(Self.both("StringEquals", sub: "system:serviceaccount:*:app")))
        #expect(try proof(literal, .literalWildcard) == [])
    }

    @Test func `findings of shared issuers and of several client ids are worse`() throws {
        let github = "token.actions.githubusercontent.com"
        let text = Self.document(Self.web(Self.aud)).replacing(Self.host, with: github)
        #expect(try Self.subject(text).findings.first { $0.rule == .missingSubject }?.severity == .critical)
        let many = LintSurroundings(providers: [Self.provider: ["a", "b"]])
        let finding = try Self.subject(Self.document(Self.web(Self.sub)), many).findings.first {
            $0.rule == .missingAudience
        }
        #expect(finding?.severity == .high)
        #expect(
            try Self.subject(Self.document(Self.exact), LintSurroundings(providers: [:])).findings.map(\.rule) == [
                .unknownProvider
            ]
        )
    }
}
