import Testing

@testable import IAMPolicy

struct GrammarTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let kind: PolicyKind
        let text: String
        let says: String
        var testDescription: String { "\(kind): \(text)" }

        init(_ kind: PolicyKind, _ text: String, _ says: String) {
            self.kind = kind
            self.text = text
            self.says = says
        }
    }

    private static func identity(_ members: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{\#(members)}]}"#
    }
    private static func trust(_ members: String) -> String {
        #"{"Version":"2012-10-17","Statement":[{"Effect":"Allow",\#(members)}]}"#
    }

    @Test(arguments: [
        Case(.identity, "{", "Syntax errors in policy."), Case(.trust, "{", "This policy contains invalid Json"),
        Case(.identity, "[]", "Syntax errors in policy."),
        Case(.identity, #"{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}"#, "Syntax errors in policy."),
        Case(.identity, #"{"Version":"2012-10-17","Statement":[]}"#, "Syntax errors in policy."),
        Case(
            .identity,
            #"{"Version":"2020-01-01","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
            "Syntax errors in policy."
        ),
        Case(.identity, identity(#""Effect":"allow","Action":"*","Resource":"*""#), "Syntax errors in policy."),
        Case(.identity, identity(#""effect":"Allow","Action":"*","Resource":"*""#), "Syntax errors in policy."),
        Case(.identity, identity(#""Effect":"Allow","Resource":"*""#), "Policy statement must contain actions."),
        Case(.identity, identity(#""Effect":"Allow","Action":"*""#), "Policy statement must contain resources."),
        Case(
            .identity,
            identity(#""Effect":"Allow","Action":"*","NotAction":"*","Resource":"*""#),
            "Syntax errors in policy."
        ),
        Case(
            .identity,
            identity(#""Effect":"Allow","Action":"GetObject","Resource":"*""#),
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
        ),
        Case(
            .identity,
            identity(#""Effect":"Allow","Action":"s3:Get:Object","Resource":"*""#),
            "Actions/Condition can contain only one colon."
        ),
        Case(.identity, identity(#""Effect":"Allow","Action":"s*:Get","Resource":"*""#), "Vendor s* is not valid"),
        Case(
            .identity,
            identity(#""Effect":"Allow","Action":"*","Resource":"bucket""#),
            "Resource bucket must be in ARN format or \"*\"."
        ),
        Case(
            .identity,
            identity(#""Effect":"Allow","Action":"*","Resource":"arn:aws:s*:::b""#),
            "Resource vendor must be fully qualified and cannot contain regexes."
        ),
        Case(
            .identity,
            identity(#""Effect":"Allow","Principal":"*","Action":"*","Resource":"*""#),
            "Policy document should not specify a principal."
        ),
        Case(
            .identity,
            #"{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"},{"Sid":"a","Effect":"Allow","Action":"*","Resource":"*"}]}"#,
            "Statement IDs (SID) in a single policy must be unique."
        ),
        Case(
            .identity,
            identity(#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringEqual":{"a":"b"}}"#),
            "Invalid Condition type : StringEqual."
        ),
        Case(
            .identity,
            identity(#""Effect":"Allow","Action":"*","Resource":"*","Condition":{"NullIfExists":{"a":"true"}}"#),
            "Invalid Condition type : NullIfExists."
        ),
        Case(
            .identity,
            identity(#""Effect":"Allow","Action":"*","Resource":"arn:aw:s3:::b""#),
            "Partition \"aw\" is not valid for resource \"arn:aw:s3:::b\"."
        ),
        Case(.trust, trust(#""Action":"sts:AssumeRole""#), "Missing required field Principal"),
        Case(
            .trust,
            trust(#""Principal":"*","Action":"sts:AssumeRole","Resource":"*""#),
            "Has prohibited field Resource"
        ),
        Case(
            .trust,
            trust(#""Principal":"*","Action":"s3:GetObject""#),
            "AssumeRole policy may only specify STS AssumeRole actions"
        ),
        Case(
            .trust,
            trust(#""NotPrincipal":{"AWS":"111122223333"},"Action":"sts:AssumeRole""#),
            "AssumeRolepolicy contained an invalid principal: \"NotPrincipal\"."
        ),
        Case(
            .trust,
            trust(#""Principal":{"AWS":"arn:aws:iam::111122223333:user/*"},"Action":"sts:AssumeRole""#),
            "Invalid principal in policy: \"AWS\":\"arn:aws:iam::111122223333:user/*\""
        ),
        Case(
            .trust,
            trust(#""Principal":{"Federated":"oidc.example"},"Action":"sts:AssumeRole""#),
            "Invalid principal in policy: \"FEDERATED\":\"oidc.example\""
        ),
        Case(
            .trust,
            trust(#""Principal":{"AWS":[]},"Action":"sts:AssumeRole""#),
            "Missing required field Principal cannot be empty!"
        ),
        Case(.trust, trust(#""Principal":{"Servce":"x.y"},"Action":"sts:AssumeRole""#), "Syntax errors in policy."),
    ])
    func `a document that breaks the grammar is refused in AWS's words`(_ test: Case) {
        #expect { try PolicyDocument(parsing: test.text, kind: test.kind) } throws: { error in
            (error as? PolicyDocumentError)?.awsMessage == test.says
        }
    }

    @Test func `the refusal points at the place, and says what would be right`() throws {
        let text = """
            {
              "Version": "2012-10-17",
              "Statement": [
                {"Effect": "Allow", "Action": "*", "Resource": "*",
                 "Condition": {"DateGreaterThen": {"aws:CurrentTime": "2026-01-01T00:00:00Z"}}}
              ]
            }
            """
        #expect { try PolicyDocument(parsing: text, kind: .identity) } throws: { error in
            guard let error = error as? PolicyDocumentError else { return false }
            return error.line == 5 && error.column == 20
                && error.detail == "there is no condition operator DateGreaterThen; DateGreaterThan is near"
        }
    }

    @Test(arguments: [
        (
            PolicyKind.identity,
            #"{"Version":"2012-10-17","Id":"x","Statement":{"Effect":"Deny","NotAction":["a:b"],"NotResource":["arn:aws:s3:::b"]}}"#
        ),
        (
            .trust,
            #"{"Statement":[{"Effect":"Allow","Principal":{"AWS":["111122223333","AROAABCDEFGHIJKLMNOPQ"],"Service":"ec2.amazonaws.com"},"Action":["sts:AssumeRole","sts:TagSession"]}]}"#
        ),
        (
            .resource,
            #"{"Version":"2008-10-17","Statement":[{"Sid":"my sid","Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":false}}}]}"#
        ),
    ])
    func `a document that keeps to the grammar is accepted`(_ kind: PolicyKind, _ text: String) {
        #expect(throws: Never.self) { try PolicyDocument(parsing: text, kind: kind) }
    }
}
