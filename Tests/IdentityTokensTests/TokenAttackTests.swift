import AWSVocabulary
import Ambient
import IdentityTokens
import JSONTree
import Testing

/// Tokens that somebody made up, changed or kept too long, and which check stops each.
struct TokenAttackTests {
    private static let now = Timestamp(seconds: 1_795_600_000)

    private static func token(_ key: SigningKey? = nil, audiences: [String] = ["sts.amazonaws.com"]) throws -> String {
        try ServiceAccountToken(
            issuer: "https://issuer.example/1",
            audiences: audiences,
            namespace: "prod",
            serviceAccount: .init(name: "web", uid: "1"),
            issuedAt: now,
            lifetime: 3600,
            id: "id"
        ).signed(with: key ?? TestKeys.own()).exposed
    }

    /// Every check, as a service makes them.
    private static func check(_ text: String, now: Timestamp = now) throws(TokenRejection) -> String {
        let token = try UnverifiedToken(parsing: text)
        let audience = try TokenVerification.audience(of: token.claims, wanted: ["sts.amazonaws.com"])
        guard let own = try? TestKeys.own() else { throw .wrongSignature }
        let key = try TokenVerification.key(of: token, in: KeySet([own.verificationKey]))
        try TokenVerification.checkSignature(of: token, with: key)
        try TokenVerification.checkTimes(of: token.claims, now: now)
        return audience
    }

    /// The token with another header or payload under its own signature.
    private static func changed(_ text: String, header: JSONObject = [:], payload: JSONObject = [:]) throws -> String {
        let parts = text.split(separator: ".").map(String.init)
        func part(_ text: String, _ changes: JSONObject) throws -> String {
            var object = try JSON(parsing: Base64URL.decode(text.utf8) ?? []).object ?? [:]
            for (name, value) in changes.members { object[name] = value }
            return Base64URL.encode(JSON.object(object).serialized())
        }
        return try "\(part(parts[0], header)).\(part(parts[1], payload)).\(parts[2])"
    }

    @Test func `a token as it was signed passes`() throws {
        #expect(try Self.check(try Self.token()) == "sts.amazonaws.com")
    }

    enum Attack: CaseIterable {
        case otherSubject, laterEnd, noAlgorithm, symmetric, otherRSA, noKeyID, otherKeyID, otherKey, critical,
            cutSignature,
            emptySignature, twoParts, fourParts, padded, otherAudience
    }

    @Test(arguments: Attack.allCases)
    func `a token that is no longer what was signed is refused`(_ attack: Attack) throws {
        let token = try Self.token()
        let text =
            switch attack {
            case .otherSubject: try Self.changed(token, payload: ["sub": "system:serviceaccount:prod:admin"])
            case .laterEnd: try Self.changed(token, payload: ["exp": 4_000_000_000])
            case .noAlgorithm: try Self.changed(token, header: ["alg": "none"])
            case .symmetric: try Self.changed(token, header: ["alg": "HS256"])
            case .otherRSA: try Self.changed(token, header: ["alg": "RS512"])
            case .noKeyID: try Self.changed(token, header: ["kid": .null])
            case .otherKeyID: try Self.changed(token, header: ["kid": "other"])
            case .otherKey:
                try Self.changed(
                    try Self.token(TestKeys.stranger()),
                    header: ["kid": .string(TestKeys.own().id.description)]
                )
            case .critical: try Self.changed(token, header: ["crit": ["exp"]])
            case .cutSignature: String(token.dropLast(4))
            case .emptySignature: token.split(separator: ".")[..<2].joined(separator: ".") + "."
            case .twoParts: token.split(separator: ".")[..<2].joined(separator: ".")
            case .fourParts: token + ".x"
            case .padded: token + "=="
            case .otherAudience: try Self.token(audiences: ["vault"])
            }
        #expect(throws: TokenRejection.self) { try Self.check(text) }
    }

    @Test(arguments: [
        (0 as Int64, true), (3599, true), (3600, false), (-5, true), (-6, false), (1_000_000, false),
    ])
    func `a token counts from its time on, with little leeway, and to its end with none`(
        _ seconds: Int64,
        _ counts: Bool
    ) throws {
        let token = try Self.token()
        #expect(((try? Self.check(token, now: Self.now.adding(seconds: seconds))) != nil) == counts)
    }

    @Test(arguments: [
        #"{}"#, #"{"iss": "", "sub": "s", "aud": "a", "exp": 1, "iat": 1}"#,
        #"{"iss": "i", "sub": 7, "aud": "a", "exp": 1, "iat": 1}"#,
        #"{"iss": "i", "sub": "s", "aud": [], "exp": 1, "iat": 1}"#,
        #"{"iss": "i", "sub": "s", "aud": ["a", 1], "exp": 1, "iat": 1}"#,
        #"{"iss": "i", "sub": "s", "aud": "a", "exp": "1", "iat": 1}"#,
        #"{"iss": "i", "sub": "s", "aud": "a", "exp": 1e400, "iat": 1}"#,
        #"{"iss": "i", "sub": "s", "aud": "a", "exp": -1, "iat": 1}"#,
        #"{"iss": "i", "sub": "s", "aud": "a", "exp": 1}"#,
    ])
    func `claims of the wrong type, and claims that are missing, are refused`(_ claims: String) throws {
        let text = [#"{"alg": "RS256", "kid": "k"}"#, claims, "x"].map { Base64URL.encode(Array($0.utf8)) }
        #expect(throws: TokenRejection.self) { try UnverifiedToken(parsing: text.joined(separator: ".")) }
    }

    @Test func `azp is the audience that counts where there is one`() throws {
        func claims(_ party: String) throws -> TokenClaims {
            try TokenClaims([
                "iss": "i", "sub": "s", "aud": "sts.amazonaws.com", "exp": 2, "iat": 1, "azp": .string(party),
            ])
        }
        #expect(try TokenVerification.audience(of: claims("app"), wanted: ["app"]) == "app")
        #expect(throws: TokenRejection.wrongAudience(wanted: ["sts.amazonaws.com"], seen: ["app"])) {
            try TokenVerification.audience(of: claims("app"), wanted: ["sts.amazonaws.com"])
        }
    }

    @Test func `what is too long is not read`() {
        #expect(throws: TokenRejection.self) { try UnverifiedToken(parsing: String(repeating: "a", count: 20_001)) }
    }
}
