import AWSProtocols
import Testing

/// What comes in: forms, JSON and XML, and their limits.
struct InputTests {
    private func decode(_ form: String) throws(Fault) -> QueryRequest {
        try QueryDecoder.decode(form: Array(form.utf8))
    }

    @Test func `a form becomes an action and nested parameters`() throws {
        let request = try decode(
            "Action=TagRole&Version=2010-05-08&RoleName=a%20b%2Bc+d&Tags.member.1.Key=k&Tags.member.1.Value="
                + "&Tags.member.2.Key=l&Tags.member.2.Value=w"
        )
        #expect(request.action == "TagRole")
        #expect(request.version == "2010-05-08")
        #expect(request.input.string("RoleName") == "a b+c d")
        let tags = try #require(request.input.structures("Tags"))
        #expect(tags.map { $0.string("Key") } == ["k", "l"])
        #expect(tags.map { $0.string("Value") } == ["", "w"])
    }

    @Test func `EC2's lists have no member`() throws {
        let request = try decode("Action=DescribeVpcs&VpcId.1=a&VpcId.2=b&Filter.1.Name=n&Filter.1.Value.1=v")
        #expect(request.input.strings("VpcId") == ["a", "b"])
        #expect(request.input.structures("Filter")?.first?.strings("Value") == ["v"])
    }

    @Test(arguments: [
        ("a bad escape", "Action=A&B=%zz"),
        ("an escape cut short", "Action=A&B=%2"),
        ("what is not UTF-8", "Action=A&B=%ff"),
        ("a parameter twice", "Action=A&B=1&B=2"),
        ("too many parameters", (1...2_001).map { "P\($0)=x" }.joined(separator: "&")),
        ("a name too deep", String(repeating: "a.", count: 17) + "a=x"),
    ])
    func `refuses a form with`(_ what: String, _ form: String) {
        #expect(throws: Fault.self, "\(what)") { try decode(form) }
    }

    @Test(arguments: [
        ("a document type", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        ("an entity of its own", "<a>&b;</a>"),
        (
            "elements that are too deep",
            String(repeating: "<a>", count: 1_000) + String(repeating: "</a>", count: 1_000)
        ),
        ("an end that does not match", "<a></b>"),
        ("two roots", "<a/><b/>"),
        ("nothing", ""),
    ])
    func `refuses XML with`(_ what: String, _ text: String) {
        #expect(throws: XMLError.self, "\(what)") { try XMLReader.read(Array(text.utf8)) }
    }

    @Test func `reads XML with its five entities and characters by number`() throws {
        let root = try XMLReader.read(Array("<?xml version=\"1.0\"?><a><b>&lt;&amp;&#252;&#x41;</b></a>".utf8))
        #expect(root.string("b") == "<&üA")
    }

    @Test func `JSON must be an object without repeated members`() throws {
        let input = try JSONInput.decode(Array(#"{"a":1,"b":[{"c":"d"}]}"#.utf8))
        #expect(input.integer("a") == 1)
        #expect(input.structures("b")?.first?.string("c") == "d")
        for text in [#"{"a":1,"a":2}"#, "[]", "{", #"{"a":}"#] {
            #expect(throws: Fault.self, "\(text)") { try JSONInput.decode(Array(text.utf8)) }
        }
    }

    @Test func `every violation is in one sentence, in order`() {
        var reader = ParameterReader(["RoleArn": "short", "Session": "a b"])
        _ = reader.requiredString("RoleArn", length: 20...2048)
        _ = reader.requiredString("Session", length: 2...64, pattern: .roleSessionName)
        _ = reader.requiredString("Missing")
        let fault = #expect(throws: Fault.self) { try reader.finish() }
        #expect(
            fault.map { ServiceDialect.sts.resolve($0).message }
                == "3 validation errors detected: Value 'short' at 'roleArn' failed to satisfy constraint: Member must "
                + "have length greater than or equal to 20; Value 'a b' at 'session' failed to satisfy constraint: Member "
                + #"must satisfy regular expression pattern: [\w+=,.@-]*; Value null at 'missing' failed to satisfy "#
                + "constraint: Member must not be null"
        )
    }
}
