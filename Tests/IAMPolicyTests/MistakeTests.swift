import AWSVocabulary
import Testing

@testable import IAMPolicy

/// The usual mistakes: each where it is one, and none where the difference is meant.
struct MistakeTests {
    static let host = "issuer.example/id/1"

    struct Case: Sendable, CustomTestStringConvertible {
        let condition: String
        var sub = "system:serviceaccount:prod:app"
        var aud = ["sts.amazonaws.com"]
        var version = "2012-10-17"
        let kinds: [Mistake.Kind]
        var testDescription: String { condition }
    }

    static func on(_ claim: String, _ value: String, _ name: String = "StringEquals", host: String = host) -> String {
        #"{"\#(name)":{"\#(host):\#(claim)":"\#(value)"}}"#
    }

    @Test(arguments: [
        Case(condition: on("sub", "system:serviceaccount:app:prod"), kinds: [.swappedParts]),
        Case(condition: on("sub", "system:serviceaccount:other:web"), kinds: []),
        Case(condition: on("aud", "system:serviceaccount:prod:app"), kinds: [.subjectInAudience]),
        Case(condition: on("sub", "sts.amazonaws.com"), kinds: [.audienceInSubject]),
        Case(condition: on("sub", "system:serviceaccount:prod:*"), kinds: [.literalWildcard]),
        Case(condition: on("sub", "system:serviceaccount:dev:*"), kinds: []),
        Case(condition: on("sub", "system:serviceaccount:Prod:App"), kinds: [.letterCase]),
        Case(condition: on("sub", "system:serviceaccount:PROD:*", "StringLike"), kinds: [.letterCase]),
        Case(condition: on("sub", "prod:app"), kinds: [.subjectWithoutPrefix]),
        Case(condition: on("sub", "prod/app"), kinds: [.subjectWithoutPrefix]),
        Case(condition: on("sub", "system:serviceaccounts:prod:app"), kinds: [.subjectWithoutPrefix]),
        Case(condition: on("sub", " system:serviceaccount:prod:app"), kinds: [.blanks]),
        Case(condition: on("sub", "system:serviceaccount:prod:ap"), kinds: [.valueTypo]),
        Case(
            condition: on("sub", "system:serviceaccount:prod:app", host: "issuer.example/id/2"),
            kinds: [.providerTypo]
        ),
        Case(condition: on("sub", "system:serviceaccount:prod:app", host: "https://" + host), kinds: [.keyHasScheme]),
        Case(condition: on("sub", "system:serviceaccount:prod:app", host: host + "/"), kinds: [.slashAtEnd]),
        Case(condition: on("sub", "system:serviceaccount:prod:app", host: Sample.provider), kinds: [.keyIsARN]),
        Case(condition: on("sub", "system:serviceaccount:prod:app", host: "oidc"), kinds: [.keyWithoutIssuer]),
        Case(condition: #"{"StringEquals":{"sub":"system:serviceaccount:prod:app"}}"#, kinds: [.keyWithoutIssuer]),
        Case(condition: on("sub", "x", host: "quite.another.example.org/path"), kinds: []),
        Case(
            condition: on("aud", "sts.amazonaws.com"),
            aud: ["https://kubernetes.default.svc.cluster.local"],
            kinds: [.tokenForKubernetes]
        ),
        Case(condition: on("aud", "sts.amazonaws.com"), aud: ["sts.amazonaws.com", "b"], kinds: [.severalValues]),
        Case(condition: on("aud", "sts.amazonaws.com/"), kinds: [.slashAtEnd]),
        Case(condition: on("aud", "sts.amazon.com"), kinds: [.audienceNotAccepted]),
        Case(condition: on("aud", "sts.*", "StringNotLike"), kinds: []),
        Case(
            condition: on("sub", "system:serviceaccount:${t}:app"),
            version: "2008-10-17",
            kinds: [.variablesInOldVersion]
        ),
        Case(condition: on("sub", "system:serviceaccount:${t}:app"), kinds: [.missingVariable]),
        Case(condition: #"{"NumericLessThan":{"\#(host):aud":"ten"}}"#, kinds: [.unusableOperand]),
        Case(condition: on("sub", "system:serviceaccount:prod:app", "StringNotEquals"), kinds: []),
        Case(condition: #"{"StringEquals":{"aws:SuorceIp":"10.0.0.1"}}"#, kinds: [.keyTypo]),
    ])
    func `a mistake in a condition is named`(_ test: Case) throws {
        let trust = try Sample.policy(
            #"{"Version":"\#(test.version)","Statement":{"Effect":"Allow","Principal":{"Federated":"\#(Sample.provider)"},"Action":"sts:AssumeRoleWithWebIdentity","Condition":\#(test.condition)}}"#,
            .trust
        )
        let request = Sample.request(
            "sts:AssumeRoleWithWebIdentity",
            on: "arn:aws:iam::111122223333:role/app",
            by: .federated(provider: Sample.provider, account: .example),
            keys: ["\(Self.host):sub": [test.sub], "\(Self.host):aud": test.aud, "aws:SourceIp": ["10.0.0.1"]]
        )
        let verdict = PolicyEvaluator.evaluate(request, policies: PolicySet(trust: trust))
        #expect(!verdict.isAllowed)
        #expect(verdict.mistakes.map(\.kind) == test.kinds, "\(verdict.mistakes)")
        for mistake in verdict.mistakes { #expect(!mistake.says.isEmpty && !mistake.remedy.isEmpty) }
    }

    struct Whom: Sendable, CustomTestStringConvertible {
        let principal: String
        var action = "sts:AssumeRoleWithWebIdentity"
        var by = Principal.federated(provider: Sample.provider, account: .example)
        let kinds: [Mistake.Kind]
        var testDescription: String { "\(principal) \(action)" }
    }

    private static let federated = #"{"Federated":"\#(Sample.provider)"}"#

    @Test(arguments: [
        Whom(principal: #"{"Federated":"\#(Sample.provider)/"}"#, kinds: [.slashAtEnd]),
        Whom(
            principal: #"{"Federated":"\#(Sample.provider.replacing("example", with: "exmaple"))"}"#,
            kinds: [.providerTypo]
        ),
        Whom(
            principal: #"{"Federated":"\#(Sample.provider.replacing("example", with: "Example"))"}"#,
            kinds: [.letterCase]
        ),
        Whom(
            principal: #"{"Federated":"\#(Sample.provider.replacing("issuer", with: "https://issuer"))"}"#,
            kinds: [.schemeInProvider]
        ),
        Whom(
            principal: #"{"Federated":"\#(Sample.provider.replacing("111122223333", with: "999988887777"))"}"#,
            kinds: [.otherAccount]
        ),
        Whom(principal: #"{"Federated":"arn:aws:iam::111122223333:oidc-provider/quite.another.org"}"#, kinds: []),
        Whom(principal: #"{"Service":"pods.eks.amazonaws.com"}"#, kinds: [.roleOfPodIdentity]),
        Whom(principal: #"{"Service":"ec2.amazonaws.com"}"#, kinds: []),
        Whom(principal: #"{"AWS":"111122223333"}"#, kinds: [.awsPrincipalForToken]),
        Whom(principal: federated, action: "sts:AssumeRole", kinds: [.otherAction]),
        Whom(principal: federated, action: "sts:AssumeRoleWithWebIdentiy", kinds: [.valueTypo]),
        Whom(principal: federated, action: "sts:GetCallerIdentity", kinds: []),
        Whom(
            principal: federated,
            action: "sts:AssumeRole",
            by: .service("pods.eks.amazonaws.com"),
            kinds: [.roleOfWebIdentity]
        ),
        Whom(
            principal: #"{"Service":"eks.amazonaws.com"}"#,
            action: "sts:AssumeRole",
            by: .service("pods.eks.amazonaws.com"),
            kinds: [.principalTypo]
        ),
        Whom(
            principal: #"{"AWS":"arn:aws:iam::111122223333:user/Alice"}"#,
            action: "sts:AssumeRole",
            by: Sample.user,
            kinds: [.letterCase]
        ),
        Whom(
            principal: #"{"AWS":"arn:aws:iam::111122223333:role/team/app"}"#,
            action: "sts:AssumeRole",
            by: Sample.session,
            kinds: [.principalTypo]
        ),
    ])
    func `a mistake in principal or action is named`(_ test: Whom) throws {
        let trust = try Sample.policy(
            #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":\#(test.principal),"Action":"\#(test.action)"}}"#,
            .trust
        )
        let isToken = if case .federated = test.by { true } else { false }
        let request = Sample.request(
            isToken ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole",
            on: "arn:aws:iam::111122223333:role/app",
            by: test.by
        )
        let verdict = PolicyEvaluator.evaluate(request, policies: PolicySet(trust: trust))
        #expect(!verdict.isAllowed)
        #expect(verdict.mistakes.map(\.kind) == test.kinds, "\(verdict.mistakes)")
    }

    @Test(arguments: [
        ("arn:aws:s3:::b", "s3:GetObject", "arn:aws:s3:::b/k", [Mistake.Kind.bucketWithoutObjects]),
        ("arn:aws:s3:::b/*", "s3:ListBucket", "arn:aws:s3:::b", [.objectsWithoutBucket]),
        ("arn:aws:s3:::B/*", "s3:GetObject", "arn:aws:s3:::b/k", [.letterCase]),
        ("arn:aws:iam::111122223333:role/ap", "iam:GetRole", "arn:aws:iam::111122223333:role/app", [.valueTypo]),
        ("arn:aws:s3:::other/*", "s3:GetObject", "arn:aws:s3:::b/k", []),
    ])
    func `a mistake in a resource is named`(
        _ written: String,
        _ action: String,
        _ resource: String,
        _ kinds: [Mistake.Kind]
    ) throws {
        let policy = try Sample.statement(#""Effect":"Allow","Action":"*","Resource":"\#(written)""#)
        let verdict = PolicyEvaluator.evaluate(
            Sample.request(action, on: resource),
            policies: PolicySet(identity: [policy])
        )
        #expect(verdict.mistakes.map(\.kind) == kinds)
    }

    @Test(arguments: [
        ("abc", "abc", 0 as Int?), ("abc", "abd", 1), ("abc", "acb", 1), ("abc", "ab", 1), ("abc", "xyz", nil),
        ("", "ab", 2), ("", "abc", nil),
    ])
    func `texts are as far apart as the slips between them`(_ left: String, _ right: String, _ distance: Int?) {
        #expect(Resemblance.distance(left, right, most: 2) == distance)
        #expect(Resemblance.distance(right, left, most: 2) == distance)
    }

    @Test func `the distance is what its definition says, and takes no longer than it is wide`() {
        /// By the definition, for short texts.
        func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
            var rows = [Array(0...right.count)]
            for row in left.indices {
                var cells = [row + 1]
                for column in right.indices {
                    var best = min(
                        rows[row][column] + (left[row] == right[column] ? 0 : 1),
                        rows[row][column + 1] + 1,
                        cells[column] + 1
                    )
                    if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
                        best = min(best, rows[row - 1][column - 1] + 1)
                    }
                    cells.append(best)
                }
                rows.append(cells)
            }
            return rows[left.count][right.count]
        }
        var chance = PropertyTests.Chance(state: 9000)
        for _ in 0..<3000 {
            let texts = (0..<2).map { _ in
                String(
                    (0..<Int.random(in: 0...7, using: &chance)).map { _ in Character(chance.pick(["a", "b", "c"])) }
                )
            }
            let wanted = distance(Array(texts[0].utf8), Array(texts[1].utf8))
            for most in 0...4 {
                #expect(
                    Resemblance.distance(texts[0], texts[1], most: most) == (wanted <= most ? wanted : nil),
                    "\(texts) \(most)"
                )
            }
        }
        let long = String(repeating: "ab", count: 256)
        let started = ContinuousClock.now
        for _ in 0..<1000 { #expect(Resemblance.distance(long, "c" + long.dropLast(), most: 2) == 2) }
        #expect(ContinuousClock.now - started < .seconds(20))
    }
}
