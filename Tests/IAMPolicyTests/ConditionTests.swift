import Testing

@testable import IAMPolicy

struct ConditionTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let condition: String
        let keys: [String: [String]]
        let isMet: Bool
        var testDescription: String { "\(condition) with \(keys)" }

        init(_ condition: String, _ keys: [String: [String]], _ isMet: Bool) {
            self.condition = condition
            self.keys = keys
            self.isMet = isMet
        }
    }

    @Test(arguments: [
        Case(#""StringEquals":{"k":"a"}"#, ["k": ["a"]], true), Case(#""StringEquals":{"k":"a"}"#, ["k": ["A"]], false),
        Case(#""StringEquals":{"k":["a","b"]}"#, ["k": ["b"]], true),
        Case(#""StringEquals":{"k":"a*"}"#, ["k": ["ab"]], false),
        Case(#""StringEquals":{"k":"a"}"#, [:], false), Case(#""StringEquals":{"K":"a"}"#, ["k": ["a"]], true),
        Case(#""StringEquals":{"k":"é"}"#, ["k": ["e\u{301}"]], false),
        Case(#""StringNotEquals":{"k":"a"}"#, ["k": ["b"]], true),
        Case(#""StringNotEquals":{"k":["a","b"]}"#, ["k": ["b"]], false),
        Case(#""StringNotEquals":{"k":"a"}"#, [:], true),
        Case(#""StringEqualsIgnoreCase":{"k":"AbC"}"#, ["k": ["aBc"]], true),
        Case(#""StringNotEqualsIgnoreCase":{"k":"AbC"}"#, ["k": ["aBc"]], false),
        Case(#""StringLike":{"k":"a*z"}"#, ["k": ["a--z"]], true),
        Case(#""StringLike":{"k":"a*z"}"#, ["k": ["a--y"]], false),
        Case(#""StringLike":{"k":"a?c"}"#, ["k": ["aßc"]], true),
        Case(#""StringLike":{"k":"a?c"}"#, ["k": ["ac"]], false),
        Case(#""StringLike":{"k":"*"}"#, ["k": [""]], true), Case(#""StringLike":{"k":"A*"}"#, ["k": ["ab"]], false),
        Case(#""StringNotLike":{"k":"a*"}"#, ["k": ["b"]], true),
        Case(#""StringNotLike":{"k":"a*"}"#, ["k": ["ab"]], false),
        Case(#""Bool":{"k":"true"}"#, ["k": ["TRUE"]], true), Case(#""Bool":{"k":true}"#, ["k": ["false"]], false),
        Case(#""Bool":{"k":"false"}"#, [:], false), Case(#""BoolIfExists":{"k":"true"}"#, [:], true),
        Case(#""Null":{"k":"true"}"#, [:], true), Case(#""Null":{"k":"false"}"#, ["k": ["x"]], true),
        Case(#""Null":{"k":true}"#, ["k": ["x"]], false), Case(#""Null":{"k":"true"}"#, ["k": []], true),
        Case(#""ArnLike":{"k":"arn:aws:iam::*:role/a*"}"#, ["k": ["arn:aws:iam::1:role/ab/c"]], true),
        Case(#""ArnEquals":{"k":"arn:aws:iam::*:role/a"}"#, ["k": ["arn:aws:iam::1:role/a"]], true),
        Case(#""ArnLike":{"k":"arn:aws:*:role/a"}"#, ["k": ["arn:aws:iam::1:role/a"]], false),
        Case(#""ArnNotLike":{"k":"arn:aws:iam::1:*"}"#, ["k": ["arn:aws:iam::2:role/a"]], true),
        Case(#""ArnLike":{"k":"arn:aws:iam::${acct}:role/a"}"#, ["k": ["arn:aws:iam::1:role/a"], "acct": ["1"]], true),
    ])
    func `every operator compares as its name says`(_ test: Case) throws {
        #expect(try Sample.isMet(test.condition, test.keys) == test.isMet)
    }

    @Test(arguments: [
        Case(#""ForAllValues:StringEquals":{"k":["a","b"]}"#, ["k": ["a", "b"]], true),
        Case(#""ForAllValues:StringEquals":{"k":["a","b"]}"#, ["k": ["a", "c"]], false),
        Case(#""ForAllValues:StringEquals":{"k":"a"}"#, [:], true),
        Case(#""ForAllValues:StringEquals":{"k":"a"}"#, ["k": []], true),
        Case(#""ForAllValues:StringNotEquals":{"k":"a"}"#, ["k": ["b", "c"]], true),
        Case(#""ForAllValues:StringNotEquals":{"k":"a"}"#, ["k": ["b", "a"]], false),
        Case(#""ForAnyValue:StringEquals":{"k":"a"}"#, ["k": ["b", "a"]], true),
        Case(#""ForAnyValue:StringEquals":{"k":"a"}"#, ["k": ["b"]], false),
        Case(#""ForAnyValue:StringEquals":{"k":"a"}"#, [:], false),
        Case(#""ForAnyValue:StringNotEquals":{"k":"a"}"#, ["k": ["a", "b"]], true),
        Case(#""ForAnyValue:StringLike":{"k":"a*"}"#, ["k": ["x", "ab"]], true),
        Case(#""StringEquals":{"k":"a"}"#, ["k": ["a", "b"]], false),
        Case(#""StringNotEquals":{"k":"z"}"#, ["k": ["a", "b"]], false),
        Case(#""StringEqualsIfExists":{"k":"a"}"#, [:], true),
        Case(#""StringEqualsIfExists":{"k":"a"}"#, ["k": ["b"]], false),
        Case(#""ForAnyValue:StringEqualsIfExists":{"k":"a"}"#, [:], true),
        Case(#""StringEquals":{"a":"1","b":"2"}"#, ["a": ["1"], "b": ["2"]], true),
        Case(#""StringEquals":{"a":"1","b":"2"}"#, ["a": ["1"], "b": ["3"]], false),
        Case(#""StringEquals":{"a":"1"},"StringLike":{"b":"x*"}"#, ["a": ["1"], "b": ["y"]], false),
    ])
    func `sets, missing keys and several conditions combine as documented`(_ test: Case) throws {
        #expect(try Sample.isMet(test.condition, test.keys) == test.isMet)
    }

    @Test(arguments: [
        Case(#""StringEquals":{"k":"${aws:username}"}"#, ["k": ["bob"], "aws:username": ["bob"]], true),
        Case(#""StringEquals":{"k":"${AWS:UserName}-x"}"#, ["k": ["bob-x"], "aws:username": ["bob"]], true),
        Case(#""StringLike":{"k":"${t}"}"#, ["k": ["anything"], "t": ["*"]], false),
        Case(#""StringLike":{"k":"${t}"}"#, ["k": ["*"], "t": ["*"]], true),
        Case(#""StringLike":{"k":"a${*}"}"#, ["k": ["ab"]], false),
        Case(#""StringLike":{"k":"a${*}"}"#, ["k": ["a*"]], true),
        Case(#""StringEquals":{"k":"a${$}{b}"}"#, ["k": ["a${b}"]], true),
        Case(#""StringEquals":{"k":"${none}"}"#, ["k": ["x"]], false),
        Case(#""StringNotEquals":{"k":"${none}"}"#, ["k": ["x"]], true),
        Case(#""StringEquals":{"k":"${none, 'd'}"}"#, ["k": ["d"]], true),
        Case(#""StringEquals":{"k":"${m}"}"#, ["k": ["a"], "m": ["a", "b"]], false),
        Case(#""StringEquals":{"k":"${a}"}"#, ["k": ["${b}"], "a": ["${b}"], "b": ["x"]], true),
    ])
    func `variables stand for single values, once and literally`(_ test: Case) throws {
        #expect(try Sample.isMet(test.condition, test.keys) == test.isMet)
    }

    @Test func `variables are plain text in version 2008-10-17`() throws {
        let keys = ["k": ["${aws:username}"], "aws:username": ["bob"]]
        #expect(try Sample.isMet(#""StringEquals":{"k":"${aws:username}"}"#, keys, version: "2008-10-17"))
        #expect(try !Sample.isMet(#""StringEquals":{"k":"${aws:username}"}"#, keys))
    }

    @Test func `a condition that statements repeat is answered alike in each, however many there are`() throws {
        // More than are remembered, each asked twice: by a statement that denies nothing and by one that allows.
        let count = 70
        let statements = (0..<count * 2).map { index in
            let effect = index < count ? "Deny" : "Allow"
            let action = index < count ? "s3:PutObject" : "s3:GetObject"
            return """
                {"Effect":"\(effect)","Action":"\(action)","Resource":"*",
                "Condition":{"StringEquals":{"k":"v\(index % count)"}}}
                """
        }
        let text = #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
        let policies = PolicySet(identity: [try Sample.policy(text)])
        for value in [0, 1, 63, 64, 69] {
            let keys = ["k": ["v\(value)"]]
            let get = PolicyEvaluator.evaluate(Sample.request("s3:GetObject", keys: keys), policies: policies)
            #expect(get.decision == .allow)
            #expect(get.deciding?.statement.index == count + value)
            let put = PolicyEvaluator.evaluate(Sample.request("s3:PutObject", keys: keys), policies: policies)
            #expect(put.decision == .explicitDeny)
        }
        let none = Sample.request("s3:GetObject", keys: ["k": ["v70"]])
        #expect(PolicyEvaluator.evaluate(none, policies: policies).decision == .implicitDeny)
    }

    @Test(arguments: [
        // Composed and decomposed, which Swift calls equal; another operator, another key, other values.
        (#""StringEquals":{"k":"\u00e9"}"#, #""StringEquals":{"k":"e\u0301"}"#),
        (#""StringEquals":{"k":"a"}"#, #""StringNotEquals":{"k":"a"}"#),
        (#""StringEquals":{"k":"a"}"#, #""StringEquals":{"j":"a"}"#),
        (#""StringEquals":{"k":"a"}"#, #""StringEqualsIfExists":{"k":"a"}"#),
        (#""StringEquals":{"k":["a","b"]}"#, #""StringEquals":{"k":"a"}"#),
    ])
    func `conditions that ask different things are answered each for itself`(_ one: String, _ other: String) throws {
        func numbers(_ first: String, _ second: String) throws -> [Int] {
            let statements = [first, second].map {
                #"{"Effect":"Allow","Action":"*","Resource":"*","Condition":{\#($0)}}"#
            }
            let text = #"{"Version":"2012-10-17","Statement":[\#(statements.joined(separator: ","))]}"#
            return try PolicyDocument(parsing: text, kind: .identity).statements.flatMap(\.conditions).map(\.number)
        }
        #expect(try numbers(one, other) == [0, 1])
        #expect(try numbers(one, one) == [0, 0])
        #expect(try numbers(other, other.replacing(#""k""#, with: #""K""#)) == [0, 0])
    }

    @Test func `a pattern of many stars is decided in no time`() {
        let glob = Glob(pattern: String(repeating: "a*", count: 60) + "b")
        let started = ContinuousClock.now
        #expect(!glob.matches(String(repeating: "a", count: 20_000)))
        #expect(ContinuousClock.now - started < .seconds(10))
    }
}
