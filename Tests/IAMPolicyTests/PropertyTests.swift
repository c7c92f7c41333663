import JSONTree
import Testing

@testable import IAMPolicy

/// What holds for every policy, tried on thousands that chance makes.
struct PropertyTests {
    /// Reproducible numbers (SplitMix64).
    struct Chance: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }

        mutating func pick(_ texts: [String]) -> String { texts.randomElement(using: &self) ?? "" }

        mutating func statement(_ effect: String? = nil) -> String {
            let effect = effect ?? pick(["Allow", "Allow", "Deny"])
            let action = pick([
                #""Action":"*""#, #""Action":"s3:*""#, #""Action":["s3:Get*","iam:*"]"#, #""NotAction":"s3:Put*""#,
                #""Action":"iam:*""#,
            ])
            let resource = pick([
                #""Resource":"*""#, #""Resource":"arn:aws:s3:::b/*""#, #""NotResource":"arn:aws:s3:::b/k""#,
                #""Resource":["arn:aws:s3:::c","arn:aws:s3:::b/${t}"]"#,
            ])
            let condition = pick([
                "", #","Condition":{"StringEquals":{"t":"k"}}"#, #","Condition":{"StringNotLike":{"t":["a*","?"]}}"#,
                #","Condition":{"ForAllValues:StringEquals":{"m":["a","b"]},"Null":{"n":"true"}}"#,
                #","Condition":{"NumericLessThan":{"n":5},"Bool":{"f":true}}"#,
                #","Condition":{"IpAddress":{"i":"10.0.0.0/8"}}"#,
            ])
            return #"{"Effect":"\#(effect)",\#(action),\#(resource)\#(condition)}"#
        }

        mutating func policy(_ effect: String? = nil) -> String {
            let statements = (0..<Int.random(in: 1...4, using: &self)).map { _ in statement(effect) }
            return #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
        }

        mutating func request() -> AuthorizationRequest {
            var keys: [String: [String]] = [:]
            for (name, values) in [
                ("t", ["k", "a1", ""]), ("m", ["a", "b", "c"]), ("n", ["3", "7"]), ("f", ["true"]),
                ("i", ["10.1.1.1", "::1"]),
            ]
            where Bool.random(using: &self) {
                keys[name] = (0..<Int.random(in: 0...2, using: &self)).map { _ in pick(values) }
            }
            return Sample.request(
                pick(["s3:GetObject", "s3:PutObject", "iam:GetRole"]),
                on: pick(["arn:aws:s3:::b/k", "arn:aws:s3:::c", "*"]),
                by: Bool.random(using: &self) ? Sample.user : Sample.session,
                keys: keys
            )
        }
    }

    @Test(arguments: 0..<20) func `a denial always wins`(_ seed: UInt64) throws {
        var chance = Chance(state: seed)
        for _ in 0..<100 {
            let request = chance.request()
            let policies = PolicySet(identity: [try Sample.policy(chance.policy())])
            var denied = policies
            denied.identity.append(
                try Sample.policy(
                    #"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}"#
                )
            )
            #expect(PolicyEvaluator.evaluate(request, policies: denied).decision == .explicitDeny)
        }
    }

    @Test(arguments: 0..<20) func `a boundary or a session policy never grants more than the identity policies do`(
        _ seed: UInt64
    ) throws {
        var chance = Chance(state: seed &+ 1000)
        for _ in 0..<100 {
            let request = chance.request()
            let policies = PolicySet(identity: [try Sample.policy(chance.policy())])
            guard !PolicyEvaluator.evaluate(request, policies: policies).isAllowed else { continue }
            var limited = policies
            limited.boundary = try Sample.policy(chance.policy("Allow"))
            limited.session = [try Sample.policy(chance.policy("Allow"))]
            #expect(!PolicyEvaluator.evaluate(request, policies: limited).isAllowed)
        }
    }

    @Test(arguments: 0..<20) func `what is printed reads back as the same policy`(_ seed: UInt64) throws {
        var chance = Chance(state: seed &+ 2000)
        for _ in 0..<50 {
            let policy = try PolicyDocument(parsing: chance.policy(), kind: .identity)
            let again = try PolicyDocument(parsing: policy.json.text(), kind: .identity)
            #expect(again.json == policy.json)
            let request = chance.request()
            let verdicts = [policy, again].map { document in
                PolicyEvaluator.evaluate(
                    request,
                    policies: PolicySet(identity: [AttachedPolicy(name: "p", document: document)])
                )
            }
            #expect(verdicts[0].explanation == verdicts[1].explanation)
        }
    }

    @Test(arguments: 0..<20) func `a statement fares alone as it does among others`(_ seed: UInt64) throws {
        var chance = Chance(state: seed &+ 4000)
        for _ in 0..<50 {
            let document = try PolicyDocument(parsing: chance.policy(), kind: .identity)
            let request = chance.request()
            func outcomes(_ statements: [Statement]) -> [Finding.Outcome] {
                var answers = AnsweredConditions()
                return statements.map { statement in
                    var grant: PrincipalGrant?
                    var failures: [Int32] = []
                    return statement.outcome(request, request.keys, &answers, &grant, &failures)
                }
            }
            #expect(outcomes(document.statements) == document.statements.flatMap { outcomes([$0]) })
        }
    }

    @Test(arguments: 0..<20) func `no text makes parser or evaluator trap`(_ seed: UInt64) {
        var chance = Chance(state: seed &+ 3000)
        let seeds = [
            chance.policy(), LintTests.document(LintTests.exact),
            #"{\#(CaseTests.request),"identityPolicies":[\#(CaseTests.all)]}"#,
        ]
        let alphabet = Array(#"{}[]":,*?$\/0a-. "#.utf8)
        for _ in 0..<200 {
            var bytes = Array(chance.pick(seeds).utf8)
            for _ in 0..<Int.random(in: 1...6, using: &chance) {
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                switch Int.random(in: 0..<3, using: &chance) {
                case 0: bytes[place] = alphabet.randomElement(using: &chance) ?? 0
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8.random(in: 0...255, using: &chance), at: place)
                }
                if bytes.isEmpty { bytes = [0x7B] }
            }
            _ = EvaluationCase.answer(bytes)
            for kind in PolicyKind.allCases {
                _ = try? PolicyDocument(parsing: String(decoding: bytes, as: UTF8.self), kind: kind)
            }
        }
    }
}
