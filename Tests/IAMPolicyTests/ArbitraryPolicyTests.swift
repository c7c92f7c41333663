import JSONTree
import Testing

@testable import IAMPolicy

/// Properties of every kind of policy, and of JSON that is no policy at all.
struct ArbitraryPolicyTests {
    private static let denial = #"{"Effect":"Deny","Action":"*","Resource":"*"}"#

    /// A policy of chance's as another kind, with whatever that kind needs.
    private static func policy(
        _ kind: PolicyKind,
        _ chance: inout PropertyTests.Chance,
        _ effect: String? = nil
    ) -> String {
        let text = chance.policy(effect)
        switch kind {
        case .identity, .session, .boundary, .serviceControl: return text
        case .resource:
            let principal = chance.pick([
                #""*""#, #"{"AWS":"111122223333"}"#, #"{"AWS":["arn:aws:iam::111122223333:role/app","111122223333"]}"#,
                #"{"AWS":"arn:aws:iam::111122223333:user/alice"}"#, #"{"Service":"ec2.amazonaws.com"}"#,
            ])
            return text.replacing(#"{"Effect""#, with: #"{"Principal":\#(principal),"Effect""#)
        case .resourceControl: return text.replacing(#"{"Effect""#, with: #"{"Principal":"*","Effect""#)
        case .trust: return LintTests.document(LintTests.exact)
        }
    }

    private static func put(_ text: String, _ kind: PolicyKind, into set: inout PolicySet) throws {
        let policy = try Sample.policy(text, kind)
        switch kind {
        case .identity: set.identity.append(policy)
        case .session: set.session = (set.session ?? []) + [policy]
        case .boundary: set.boundary = policy
        case .serviceControl: set.serviceControl.append([policy])
        case .resourceControl: set.resourceControl.append([policy])
        case .resource: set.resource = policy
        case .trust: set.trust = policy
        }
    }

    private static let limiting: [PolicyKind] = [.boundary, .session, .serviceControl, .resourceControl]

    @Test(arguments: PolicyKind.allCases.filter { $0 != .trust })
    func `a denial wins wherever it stands, whatever else there is`(_ kind: PolicyKind) throws {
        var chance = PropertyTests.Chance(state: 4000)
        for _ in 0..<200 {
            var set = PolicySet()
            for other in PolicyKind.allCases where other != .trust && other != kind && Bool.random(using: &chance) {
                try Self.put(Self.policy(other, &chance, "Allow"), other, into: &set)
            }
            var denial = Self.denial
            if kind.namesPrincipals { denial = denial.replacing("{", with: #"{"Principal":"*","#) }
            try Self.put(#"{"Version":"2012-10-17","Statement":\#(denial)}"#, kind, into: &set)
            let verdict = PolicyEvaluator.evaluate(chance.request(), policies: set)
            #expect(verdict.decision == .explicitDeny)
        }
    }

    /// Adding an Allow to what limits can lift that limit, and never grants what the rest does not.
    @Test(arguments: limiting) func `an Allow in a policy that limits never grants more than the rest does`(
        _ kind: PolicyKind
    ) throws {
        var chance = PropertyTests.Chance(state: 5000)
        var refused = 0
        for _ in 0..<300 {
            var set = PolicySet()
            try Self.put(Self.policy(.identity, &chance), .identity, into: &set)
            if Bool.random(using: &chance) { try Self.put(Self.policy(.resource, &chance), .resource, into: &set) }
            let request = chance.request()
            guard !PolicyEvaluator.evaluate(request, policies: set).isAllowed else { continue }
            refused += 1
            try Self.put(Self.policy(kind, &chance, "Allow"), kind, into: &set)
            #expect(!PolicyEvaluator.evaluate(request, policies: set).isAllowed)
        }
        #expect(refused > 50)
    }

    @Test(arguments: PolicyKind.allCases) func `what is printed reads back, whatever the kind`(
        _ kind: PolicyKind
    ) throws {
        var chance = PropertyTests.Chance(state: 6000)
        for _ in 0..<100 {
            let policy = try PolicyDocument(parsing: Self.policy(kind, &chance), kind: kind)
            let again = try PolicyDocument(parsing: policy.json.text(), kind: kind)
            #expect(again.json == policy.json)
            #expect(try PolicyDocument(parsing: again.json.text(pretty: true), kind: kind).json == policy.json)
        }
    }

    // MARK: No policy at all

    private static let words = [
        "Version", "2012-10-17", "Statement", "Effect", "Allow", "Deny", "Principal", "NotPrincipal", "AWS", "Service",
        "Federated", "*", "Action", "NotAction", "sts:AssumeRole", "s3:*", "Resource", "arn:aws:s3:::b/${t}",
        "Condition",
        "StringEquals", "ForAllValues:StringLike", "Null", "IpAddress", "DateLessThan", "k", "", "${", "${a, '",
        "é\u{0}",
        "request", "principal", "action", "context", "identityPolicies", "trustPolicy", "serviceControlPolicies",
    ]

    /// A tree of words that policies are made of, in no order that makes sense.
    private static func tree(_ chance: inout PropertyTests.Chance, depth: Int) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 4), using: &chance) {
        case 0, 1: return .string(chance.pick(words))
        case 2: return .number(JSONNumber(Int.random(in: -9...9, using: &chance)))
        case 3: return Bool.random(using: &chance) ? .null : .boolean(true)
        case 4:
            return .array((0..<Int.random(in: 0...4, using: &chance)).map { _ in tree(&chance, depth: depth - 1) })
        default:
            var object: JSONObject = [:]
            for _ in 0..<Int.random(in: 0...5, using: &chance) {
                object[chance.pick(words)] = tree(&chance, depth: depth - 1)
            }
            return .object(object)
        }
    }

    @Test(arguments: 0..<10) func `no JSON makes reading, deciding, explaining or linting trap`(_ seed: UInt64) throws {
        var chance = PropertyTests.Chance(state: seed &+ 7000)
        for _ in 0..<300 {
            let bytes = Self.tree(&chance, depth: 6).serialized()
            _ = EvaluationCase.answer(bytes)
            let tree = try LocatedJSON(parsing: bytes)
            for kind in PolicyKind.allCases {
                _ = PolicyCheck.problems(in: String(decoding: bytes, as: UTF8.self), kind: kind)
                guard let document = try? PolicyDocument(tree, kind: kind) else { continue }
                var set = PolicySet()
                set.identity = [AttachedPolicy(name: "p", document: document)]
                let verdict = PolicyEvaluator.evaluate(chance.request(), policies: set)
                _ = (verdict.explanation, verdict.mistakes, verdict.advice)
            }
            if let subject = try? LintSubject(name: "r", policy: tree) { _ = subject.patch(subject.findings) }
        }
    }

    /// Statements that are policies, with operands and patterns that are nothing sensible.
    @Test(arguments: 0..<10) func `no condition or pattern makes explaining trap`(_ seed: UInt64) throws {
        var chance = PropertyTests.Chance(state: seed &+ 8000)
        let operators =
            OperatorTests.rows.map(\.name) + ["Null", "ForAllValues:StringLike", "ForAnyValue:ArnLikeIfExists"]
        let alphabet = Array("a*?${}:/,' -é0.1Z")
        func text() -> String {
            String(
                (0..<Int.random(in: 0...12, using: &chance)).map { _ in alphabet.randomElement(using: &chance) ?? "a" }
            )
        }
        for _ in 0..<200 {
            let value = JSON.array((0..<Int.random(in: 0...3, using: &chance)).map { _ in .string(text()) })
            let key = chance.pick(["t", "aws:PrincipalTag/t", "a.b/c:sub", "a.b/c:aud", text() + "k"])
            let condition: JSON = .object(
                [chance.pick(operators): .object([key: value])].reduce(into: JSONObject()) { $0[$1.key] = $1.value }
            )
            let document: JSON = [
                "Version": .string(chance.pick(["2012-10-17", "2008-10-17"])),
                "Statement": [["Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition]],
            ]
            let policy = try Sample.policy(document.text())
            let request = Sample.request(
                keys: ["a.b/c:sub": ["system:serviceaccount:a:b"]].merging([key: [text()]]) { _, chosen in chosen }
            )
            let verdict = PolicyEvaluator.evaluate(request, policies: PolicySet(identity: [policy]))
            _ = (verdict.explanation, verdict.mistakes, verdict.advice)
        }
    }
}
