import AWSVocabulary
import Testing

/// Accounts, regions, ARNs and secrets, as AWS writes them and not otherwise.
struct NameTests {
    @Test(arguments: [
        ("111122223333", true), ("000000000000", true), ("11112222333", false), ("1111222233334", false), ("", false),
        ("11112222333a", false), ("١١١١٢٢٢٢٣٣٣٣", false), (" 111122223333", false),
    ])
    func `an account has twelve digits`(_ text: String, _ isOne: Bool) { #expect((AccountID(text) != nil) == isOne) }

    @Test(arguments: [
        ("us-west-2", true), ("us-gov-east-1", true), ("cn-north-1", true), ("", false), ("US-WEST-2", false),
        ("us west", false), ("us-west-2/", false),
    ])
    func `a region is in small letters`(_ text: String, _ isOne: Bool) { #expect((Region(text) != nil) == isOne) }

    @Test(arguments: [
        "arn:aws:iam::111122223333:role/team/app", "arn:aws:s3:::bucket/a:b/c", "arn:aws-cn:eks:cn-north-1:1:cluster/x",
    ])
    func `an ARN is written as it was read`(_ text: String) throws {
        #expect(try #require(ARN(text)).description == text)
    }

    @Test(arguments: ["", "arn", "arn:aws:iam::111122223333", "urn:aws:iam::1:role/x", "arn:aws:iam"])
    func `what has not six parts is no ARN`(_ text: String) { #expect(ARN(text) == nil) }

    @Test func `the parts of an ARN, and the name at its end`() throws {
        let arn = try #require(ARN("arn:aws:iam::111122223333:role/team/app"))
        #expect((arn.partition, arn.service, arn.account) == ("aws", "iam", "111122223333"))
        #expect((arn.resource, String(arn.resourceName)) == ("role/team/app", "app"))
    }

    @Test(arguments: [
        ("role/app", "app"), ("role/team/app", "app"), ("role/app//", "app"), ("app", "app"), ("/", "/"), ("//", "//"),
    ])
    func `the name of a resource is its last part that is not empty`(_ resource: String, _ name: String) {
        let arn = ARN(service: "iam", account: "111122223333", resource: resource)
        #expect(String(arn.resourceName) == name)
    }

    @Test(
        arguments: [([], ""), ([""], ""), (["a"], "a"), (["a", "", "é"], "a::é"), (["", ""], ":")]
            as [([String], String)]
    )
    func `texts are joined with a separator between them`(_ parts: [String], _ joined: String) {
        #expect(String(joining: parts, by: ":") == joined)
        #expect(String(joining: parts + [String(repeating: "long", count: 9)], by: ":").hasSuffix("long"))
    }

    @Test func `a secret is never printed, and compares by its text`() {
        let secret = Secret("wJalrXUtnFEMI")
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), String(describing: [secret]), dumped] {
            #expect(!text.contains("wJalr"))
        }
        #expect(secret.matches("wJalrXUtnFEMI"))
        for other in ["", "wJalrXUtnFEM", "wJalrXUtnFEMIx", "wjalrXUtnFEMI"] { #expect(!secret.matches(other)) }
    }
}
