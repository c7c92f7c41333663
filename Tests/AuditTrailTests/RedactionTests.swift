import AuditTrail
import JSONTree
import Testing

struct RedactionTests {
    @Test(arguments: [
        "WebIdentityToken", "token", "SecretAccessKey", "SessionToken", "Password", "EncodedMessage", "tokenReviewer",
    ])
    func `a secret is hidden, however deep it stands`(_ name: String) throws {
        let deep: JSONObject = ["Outer": ["list": [.object([name: "hush-hush"])]]]
        for parameters in [[name: "hush-hush"], deep] {
            let text = Redaction.parameters(parameters).text()
            #expect(!text.contains("hush"))
            #expect(text.contains(#""HIDDEN_DUE_TO_SECURITY_REASONS""#))
        }
    }

    @Test func `other parameters are kept, with a small first letter`() {
        let parameters: JSONObject = ["RoleName": "app", "Tags": [["Key": "team", "Value": "a"]]]
        #expect(Redaction.parameters(parameters).text() == #"{"roleName":"app","tags":[{"key":"team","value":"a"}]}"#)
    }

    @Test func `a long text is cut, and no parameters are null`() {
        let text = Redaction.parameters(["Document": .string(String(repeating: "a", count: 9000))]).text()
        #expect(text == #"{"document":"\#(String(repeating: "a", count: 8192))…"}"#)
        #expect(Redaction.parameters([:]) == .null)
    }
}
