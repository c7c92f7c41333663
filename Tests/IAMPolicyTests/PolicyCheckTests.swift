import Testing

@testable import IAMPolicy

/// What `lanyard policy check` says of whole documents.
struct PolicyCheckTests {
    private func places(_ text: String, _ kind: PolicyKind? = nil) -> [String] {
        PolicyCheck.problems(in: text, kind: kind).map { "\($0.line):\($0.column) \($0.rule) \($0.detail)" }
    }

    @Test func `every statement's first mistake is told, in the order they are written`() {
        let text = """
            {
              "Version": "2012-10-17",
              "Statement": [
                { "Sid": "a", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::b/*",
                  "Condition": { "StringEqual": { "a:b": "x" } } },
                { "Sid": "b", "Effect": "allow", "Action": "s3:GetObject", "Resource": "b" },
                { "Sid": "c", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" },
                { "Sid": "c", "Effect": "Allow", "Action": "s3:GetObject", "Resource": "*" }
              ],
              "Statements": []
            }
            """
        #expect(
            places(text) == [
                "5:22 grammar there is no condition operator StringEqual; StringEquals is near",
                "6:29 grammar Effect is Allow or Deny", "8:14 grammar the Sid \"c\" occurs twice",
                "10:3 grammar a policy has Version, Id and Statement, but no Statements",
            ]
        )
    }

    @Test(arguments: [
        (#"{"Version": "2012-10-17"}"#, ["1:1 grammar Statement is missing"]),
        (#"{"Version": "2012-10-17", "Statement": []}"#, ["1:40 grammar Statement is empty"]),
        (
            #"{"Version": "2012-10-17", "Version": "2012-10-17"}"#,
            ["1:27 grammar the key \"Version\" occurs twice in one object"]
        ),
        ("[]", ["1:1 grammar a policy is an object"]),
    ])
    func `a document that is wrong as a whole is one problem`(_ text: String, _ expected: [String]) {
        #expect(places(text) == expected)
    }

    @Test func `characters that IAM does not take are pointed at`() {
        let statement = #"{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::→ü/*"}"#
        let text = "{\"Version\": \"2012-10-17\",\n\"Statement\": \(statement)}"
        #expect(
            places(text.replacing("→", with: "é→")) == [
                "2:79 grammar `→` (U+2192) stands here, and IAM takes characters up to U+00FF only"
            ]
        )
        #expect(places(text.replacing("→", with: "")).isEmpty)
        let bucket =
            #"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "arn:aws:s3:::→"}}"#
        #expect(places(bucket, .resource).isEmpty)
        #expect(
            places("\u{FEFF}" + text.replacing("→", with: "")) == [
                "1:1 grammar a byte order mark (U+FEFF) stands here; save the file as UTF-8 without one"
            ]
        )
    }
}
