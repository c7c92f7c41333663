import Ambient
import Testing

@testable import NodeAgent

struct PodTokenTests {
    /// Base64url of a text, written out once more so that the decoder is not tested with itself.
    static func encode(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        var bits = text.utf8.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
        while bits.count % 6 != 0 { bits.append(0) }
        return String(
            stride(from: 0, to: bits.count, by: 6).map { alphabet[bits[$0..<$0 + 6].reduce(0) { $0 << 1 | Int($1) }] }
        )
    }

    static func text(_ header: String, _ claims: String) -> String { "\(encode(header)).\(encode(claims)).c2ln" }

    @Test func `a projected token names its pod and its times`() throws {
        let token = try PodToken(
            parsing: Self.text(
                #"{"alg":"RS256","kid":"k"}"#,
                """
                {"aud":["pods.eks.amazonaws.com"],"exp":1800086400,"iat":1800000000,"nbf":1800000000,"iss":"https://i",
                "kubernetes.io":{"namespace":"ns","pod":{"name":"p","uid":"u-1"},"serviceaccount":{"name":"sa","uid":"s"}},
                "sub":"system:serviceaccount:ns:sa"}
                """
            )
        )
        #expect(token.pod == PodName(issuer: "https://i", subject: "system:serviceaccount:ns:sa", uid: "u-1"))
        #expect(token.issuedAt == start)
        #expect(token.expires == at(86_400))
        #expect("\(token)" == "***")
        #expect(String(reflecting: token) == "***")
    }

    @Test(
        "a token that cannot be read is refused in the words of AWS's agent",
        arguments: [
            ("a", "token is malformed: token contains an invalid number of segments"),
            ("a.b", "token is malformed: token contains an invalid number of segments"),
            ("a.b.c.d", "token is malformed: token contains an invalid number of segments"),
            (
                "Bearer e30.e30.x",
                "token is malformed: could not base64 decode header: illegal base64 data at input byte 6"
            ),
            ("e30=.e30.x", "token is malformed: could not base64 decode header: illegal base64 data at input byte 3"),
            ("e30aa.e30.x", "token is malformed: could not base64 decode header: illegal base64 data at input byte 4"),
            ("e30.!.x", "token is malformed: could not base64 decode claim: illegal base64 data at input byte 0"),
            ("e30.e30.x", "token is unverifiable: signing method (alg) is unspecified"),
            (text(#"{"alg":7}"#, "{}"), "token is unverifiable: signing method (alg) is unspecified"),
            (text(#"{"alg":"XX"}"#, "{}"), "token is unverifiable: signing method (alg) is unavailable"),
            (text(#"{"alg":"none"}"#, "[]"), "token is malformed: could not JSON decode claim: it is not an object"),
            (text("7", "{}"), "token is malformed: could not JSON decode header: it is not an object"),
            (
                text(#"{"alg":"none"}"#, #"{"exp":"1"}"#),
                "token is malformed: could not JSON decode claim: exp is not a number"
            ),
            (
                text(#"{"alg":"none"}"#, #"{"exp":-9223372036854775808}"#),
                "token is malformed: could not JSON decode claim: exp is not a time"
            ),
            (
                text(#"{"alg":"none"}"#, #"{"exp":1e300}"#),
                "token is malformed: could not JSON decode claim: exp is not a time"
            ),
            (
                text(#"{"alg":"none"}"#, #"{"aud":[1]}"#),
                "token is malformed: could not JSON decode claim: aud is not a string or a list of strings"
            ),
            (
                text(#"{"alg":"none"}"#, #"{"sub":1}"#),
                "token is malformed: could not JSON decode claim: sub is not a string"
            ),
        ]
    )
    func malformed(_ text: String, _ words: String) {
        #expect(throws: TokenProblem(description: words)) { try PodToken(parsing: text) }
    }

    @Test(
        "every algorithm AWS's agent knows is read, and the signature is not looked at",
        arguments: [
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512",
            "EdDSA", "none",
        ]
    )
    func algorithms(_ name: String) throws {
        _ = try PodToken(parsing: Self.text(#"{"alg":"\#(name)"}"#, "{}").replacing("c2ln", with: "!"))
    }

    @Test(
        "times count to the second, without leeway",
        arguments: [
            (#"{"exp":1800000010}"#, 9, ""), (#"{"exp":1800000010}"#, 10, "token is expired"),
            (#"{"exp":1800000010.9}"#, 10, "token is expired"), (#"{"nbf":1800000010}"#, 10, ""),
            (#"{"nbf":1800000010}"#, 9, "token is not valid yet"), (#"{"iat":1900000000}"#, 0, ""), ("{}", 0, ""),
            (#"{"exp":1800000000,"nbf":1800000010}"#, 5, "token is expired, token is not valid yet"),
        ] as [(String, Int64, String)]
    )
    func times(_ claims: String, _ second: Int64, _ words: String) throws {
        let token = try PodToken(parsing: Self.text(#"{"alg":"none"}"#, claims))
        #expect(token.timeProblems(at: at(second)).joined(separator: ", ") == words)
    }
}
