import Testing

@testable import IAMPolicy

/// Each case of a malformed document: AWS's words to the caller, and to our own tools the place and what would be right.
struct GrammarPlaceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: PolicyKind
        /// Three lines; what is wrong stands on the second, from the first `→` on, which is left out.
        let text: String
        let awsMessage: String
        let detail: String
        var testDescription: String { "\(kind.rawValue): \(text)" }

        init(_ kind: PolicyKind, _ member: String, _ awsMessage: String, _ detail: String) {
            self.kind = kind
            text = "{\"Version\": \"2012-10-17\", \"Statement\": [\n  \(member)\n]}"
            self.awsMessage = awsMessage
            self.detail = detail
        }
    }

    private static let syntax = "Syntax errors in policy."

    /// An identity policy's statement that is complete but for what is given.
    private static func allow(_ members: String, rest: String = #""Action": "s3:*", "Resource": "*""#) -> String {
        #"{"Effect": "Allow", \#(members)\#(members.isEmpty ? "" : ", ")\#(rest)}"#
    }

    private static func take(_ principal: String, _ action: String = #""sts:AssumeRole""#) -> String {
        #"{"Effect": "Allow", "Principal": \#(principal), "Action": \#(action)}"#
    }

    static let cases: [Case] = [
        // JSON
        Case(.identity, "n→onsense", syntax, "'null' wanted, 'o' found"),
        Case(.trust, #"{"Effect": "Allow" →"Action"}"#, "This policy contains invalid Json", ""),
        Case(.identity, #"{"Effect": "Allow", →"Effect": "Deny"}"#, syntax, ""),
        // Documents and statements
        Case(.identity, "→[]", syntax, "a statement is an object"),
        Case(.identity, #"→{"Action": "s3:*", "Resource": "*"}"#, syntax, "Effect is missing"),
        Case(
            .identity,
            #"{"Effect": →"allow", "Action": "s3:*", "Resource": "*"}"#,
            syntax,
            "Effect is Allow or Deny"
        ),
        Case(
            .identity,
            #"{→"effect": "Allow", "Action": "s3:*", "Resource": "*"}"#,
            syntax,
            "a statement has no element effect; element names are case-sensitive"
        ),
        Case(
            .identity,
            allow(#""Sid": →"not plain""#),
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
            "a Sid has letters and digits only"
        ),
        Case(
            .identity,
            allow(#""Sid": "a""#) + ", " + allow(#""Sid": →"a""#),
            "Statement IDs (SID) in a single policy must be unique.",
            "the Sid \"a\" occurs twice"
        ),
        // Actions
        Case(
            .identity,
            #"→{"Effect": "Allow", "Resource": "*"}"#,
            "Policy statement must contain actions.",
            "Action is missing"
        ),
        Case(
            .identity,
            #"{"Effect": "Allow", "Action": →[], "Resource": "*"}"#,
            "Policy statement must contain actions.",
            "Action is empty"
        ),
        Case(
            .identity,
            "→" + allow(#""NotAction": "s3:*""#),
            syntax,
            "a statement has Action or NotAction, not both"
        ),
        Case(
            .identity,
            #"{"Effect": "Allow", "Action": ["s3:*", →"GetObject"], "Resource": "*"}"#,
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
            ""
        ),
        Case(
            .identity,
            #"{"Effect": "Allow", "Action": →"s3:Get:Object", "Resource": "*"}"#,
            "Actions/Condition can contain only one colon.",
            ""
        ),
        Case(
            .identity,
            #"{"Effect": "Allow", "Action": →"s*:Get", "Resource": "*"}"#,
            "Vendor s* is not valid",
            "the service before the colon is a plain name without wildcards"
        ),
        Case(
            .identity,
            #"{"Effect": "Allow", "Action": →7, "Resource": "*"}"#,
            syntax,
            "Action is a text in quotes"
        ),
        // Resources
        Case(
            .identity,
            #"→{"Effect": "Allow", "Action": "s3:*"}"#,
            "Policy statement must contain resources.",
            "Resource is missing"
        ),
        Case(
            .identity,
            #"{"Effect": "Allow", "Action": "s3:*", "Resource": →[]}"#,
            "Policy statement must contain resources.",
            "Resource is empty"
        ),
        Case(
            .identity,
            "→" + allow(#""NotResource": "*""#),
            syntax,
            "a statement has Resource or NotResource, not both"
        ),
        Case(
            .identity,
            #"{"Effect": "Allow", "Action": "s3:*", "Resource": →"bucket"}"#,
            "Resource bucket must be in ARN format or \"*\".",
            "\"bucket\" is no ARN, for example arn:aws:s3:::bucket/*"
        ),
        Case(
            .identity,
            #"{"Effect": "Allow", "Action": "s3:*", "Resource": →"arn:aws:s*:::b"}"#,
            "Resource vendor must be fully qualified and cannot contain regexes.",
            "the service of \"arn:aws:s*:::b\" is a plain name without wildcards"
        ),
        Case(
            .identity,
            #"{"Effect": "Allow", "Action": "s3:*", "Resource": ["*", →"arn:aw:s3:::b"]}"#,
            "Partition \"aw\" is not valid for resource \"arn:aw:s3:::b\".",
            "\"aw\" is no partition of AWS; it is aws, aws-cn, aws-us-gov or one of the others"
        ),
        // Principals where none belong, and where they do
        Case(
            .identity,
            allow(#""Principal": →"*""#),
            "Policy document should not specify a principal.",
            "a policy attached to its principal names none; leave Principal out"
        ),
        Case(
            .session,
            allow(#""Principal": →"*""#),
            "Policy document should not specify a principal.",
            "a policy attached to its principal names none; leave Principal out"
        ),
        Case(
            .boundary,
            allow(#""NotPrincipal": →{"AWS": "111122223333"}"#),
            "Policy document should not specify a principal.",
            "a policy attached to its principal names none; leave Principal out"
        ),
        Case(
            .serviceControl,
            allow(#""Principal": →"*""#),
            "Policy document should not specify a principal.",
            "a policy attached to its principal names none; leave Principal out"
        ),
        Case(
            .resource,
            "→" + allow(""),
            "Missing required field Principal",
            "Principal is missing: who is this statement about?"
        ),
        Case(
            .trust,
            #"→{"Effect": "Allow", "Action": "sts:AssumeRole"}"#,
            "Missing required field Principal",
            "Principal is missing: who is this statement about?"
        ),
        Case(
            .trust,
            #"{"Effect": "Allow", "NotPrincipal": →{"AWS": "111122223333"}, "Action": "sts:AssumeRole"}"#,
            "AssumeRolepolicy contained an invalid principal: \"NotPrincipal\".",
            "NotPrincipal cannot stand here"
        ),
        Case(
            .trust,
            #"{"Effect": "Allow", "Principal": "*", "Action": "sts:AssumeRole", "Resource": →"*"}"#,
            "Has prohibited field Resource",
            "a trust policy's resource is its role; leave Resource out"
        ),
        Case(
            .trust,
            take(#""*""#, #"→"s3:GetObject""#),
            "AssumeRole policy may only specify STS AssumeRole actions",
            "a trust policy is about taking the role: sts:AssumeRole, sts:AssumeRoleWithWebIdentity, sts:TagSession"
        ),
        Case(
            .trust,
            take(#"→"everybody""#),
            syntax,
            "Principal is \"*\" or an object such as {\"AWS\": …}"
        ),
        Case(.trust, take("→{}"), syntax, "Principal is \"*\" or an object such as {\"AWS\": …}"),
        Case(
            .trust,
            take(#"{→"Servce": "ec2.amazonaws.com"}"#),
            syntax,
            "a principal is AWS, Federated or Service, not Servce"
        ),
        Case(
            .trust,
            take(#"{"AWS": ["111122223333", →"arn:aws:iam::111122223333:user/*"]}"#),
            "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:user/*\"",
            "\"arn:aws:iam::111122223333:user/*\" is not an account, or the ARN of a user, role or role session"
        ),
        Case(
            .trust,
            take(#"{"Federated": →"https://oidc.example.com"}"#),
            "Invalid principal in policy: \"FEDERATED\":\"https://oidc.example.com\"",
            "\"https://oidc.example.com\" is not the ARN of a provider, arn:aws:iam::ACCOUNT:oidc-provider/HOST/PATH"
        ),
        Case(
            .trust,
            take(#"{"Service": →"*.amazonaws.com"}"#),
            "Invalid principal in policy: \"SERVICE\":\"*.amazonaws.com\"",
            "\"*.amazonaws.com\" is not a service such as pods.eks.amazonaws.com"
        ),
        Case(
            .resourceControl,
            #"{"Effect": "Deny", "Principal": →{"AWS": "111122223333"}, "Action": "s3:*", "Resource": "*"}"#,
            syntax,
            "a resource control policy is about everyone: \"Principal\": \"*\""
        ),
        // Conditions
        Case(
            .identity,
            allow(#""Condition": {→"StringEqual": {"a": "b"}}"#),
            "Invalid Condition type : StringEqual.",
            "there is no condition operator StringEqual; StringEquals is near"
        ),
        Case(
            .identity,
            allow(#""Condition": {→"NullIfExists": {"a": "true"}}"#),
            "Invalid Condition type : NullIfExists.",
            "there is no condition operator NullIfExists; Null tests whether a key exists, and takes no IfExists"
        ),
        Case(.identity, allow(#""Condition": →[]"#), syntax, "Condition is an object of operators"),
        Case(
            .identity,
            allow(#""Condition": {"StringEquals": →"a"}"#),
            syntax,
            "StringEquals is an object of keys and the values wanted"
        ),
        Case(
            .identity,
            allow(#""Condition": {"StringEquals": {→"": "b"}}"#),
            syntax,
            "a condition key is empty"
        ),
        Case(
            .identity,
            allow(#""Condition": {"StringEquals": {"a": ["b", →{}]}}"#),
            syntax,
            "the values of a are texts, numbers or booleans"
        ),
    ]

    @Test(arguments: cases) func `a refusal has AWS's words, and points at the place`(_ test: Case) throws {
        let mark = try #require(test.text.utf8.firstRange(of: Array("→".utf8)))
        let before = test.text.utf8[..<mark.lowerBound]
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column =
            (before.lastIndex(of: UInt8(ascii: "\n")).map { before[before.index(after: $0)...].count } ?? 0) + 1
        do {
            _ = try PolicyDocument(parsing: test.text.replacing("→", with: ""), kind: test.kind)
            Issue.record("it was accepted")
        } catch {
            #expect(error.awsMessage == test.awsMessage)
            if !test.detail.isEmpty { #expect(error.detail == test.detail) }
            #expect(!error.detail.isEmpty)
            let isPlaceOfJSON = test.detail.contains("column")
            #expect(error.line == line)
            #expect(error.column == column || isPlaceOfJSON, "\(error)")
        }
    }
}
