import Ambient
import IdentityTokens
import JSONTree
import Testing

/// A token that must be refused, and how.
struct TokenAttack: Sendable, CustomTestStringConvertible {
    let name: String
    let step: Int
    let problem: String
    let code: String
    let message: String
    let token: @Sendable (Forge) throws -> String

    init(
        _ name: String,
        step: Int,
        problem: String,
        code: String = "InvalidIdentityToken",
        message: String,
        token: @escaping @Sendable (Forge) throws -> String
    ) {
        self.name = name
        self.step = step
        self.problem = problem
        self.code = code
        self.message = message
        self.token = token
    }

    var testDescription: String { name }

    private static let notAToken =
        "The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"
    private static let noKey = """
        Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity \
        documentation for requirements
        """
    private static let badSignature = "Invalid token signature"
    private static let now = Int(Installation.now.seconds)

    private static func time(_ offset: Int) -> JSON { .number(JSONNumber(now + offset)) }

    private static func malformed(
        _ name: String,
        _ token: @escaping @Sendable (Forge) throws -> String
    ) -> TokenAttack {
        TokenAttack(name, step: 3, problem: "notAToken", message: notAToken, token: token)
    }

    private static func unfit(
        _ name: String,
        _ token: @escaping @Sendable (Forge) throws -> String
    ) -> TokenAttack {
        TokenAttack(name, step: 4, problem: "malformedClaim", message: notAToken, token: token)
    }

    private static func missing(_ claim: String) -> TokenAttack {
        TokenAttack(
            "no \(claim)",
            step: 4,
            problem: "missingClaim",
            message: "Missing a required claim: \(claim)"
        ) { try $0.with(claim, nil).token() }
    }

    private static func forged(
        _ name: String,
        problem: String = "wrongSignature",
        _ token: @escaping @Sendable (Forge) throws -> String
    ) -> TokenAttack {
        TokenAttack(name, step: 9, problem: problem, message: badSignature, token: token)
    }

    private static func keyless(
        _ name: String,
        _ token: @escaping @Sendable (Forge) throws -> String
    ) -> TokenAttack {
        TokenAttack(name, step: 7, problem: "unknownKey", message: noKey, token: token)
    }

    static let all: [TokenAttack] = forms + claims + keys + times

    private static let forms: [TokenAttack] = [
        malformed("two parts") { _ in "YWJj.ZGVm" },
        malformed("an access token") { _ in "gho_16C7e42F292c6912E7710c838347Ae178B4a" },
        malformed("four parts") { try $0.token() + ".x" },
        malformed("a header that is no JSON") { "bm9uZQ" + (try $0.token().drop { $0 != "." }) },
        malformed("padding in base64url") { try $0.token() + "=" },
        malformed("a critical extension") { try $0.with(header: "crit", ["exp"]).token() },
        malformed("a claim that occurs twice") { forge in
            let text = JSON.object(forge.claims).text()
            return try forge.token(claims: #"{"sub":"system:serviceaccount:default:admin","# + text.dropFirst())
        },
        malformed("claims nested too deep") { forge in
            let depth = 200
            let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            return try forge.token(claims: #"{"x":\#(nested),"# + JSON.object(forge.claims).text().dropFirst())
        },
        malformed("claims that are too many") { forge in
            let values = (0..<6000).map { _ in "0" }.joined(separator: ",")
            return try forge.token(claims: #"{"x":[\#(values)],"# + JSON.object(forge.claims).text().dropFirst())
        },
    ]

    private static let claims: [TokenAttack] = [
        missing("iss"), missing("aud"), missing("sub"), missing("exp"), missing("iat"),
        unfit("exp that is a string") { try $0.with("exp", "1795483800").token() },
        unfit("exp that is not whole") { forge in
            try forge.with("exp", JSONNumber(1_795_483_800.5).map { .number($0) }).token()
        },
        unfit("aud that holds a number") { try $0.with("aud", ["sts.amazonaws.com", 7]).token() },
        unfit("tags with a reserved key") {
            try $0.with("https://aws.amazon.com/tags", ["principal_tags": ["aws:x": ["1"]]]).token()
        },
        unfit("tags whose keys differ in case only") {
            try $0.with("https://aws.amazon.com/tags", ["principal_tags": ["a": ["1"], "A": ["2"]]]).token()
        },
        unfit("a source identity that is too short") {
            try $0.with("https://aws.amazon.com/source_identity", "x").token()
        },
        TokenAttack(
            "another issuer",
            step: 5,
            problem: "noProvider",
            message: "No OpenIDConnect provider found in your account for https://evil.example/id/1"
        ) { try $0.with("iss", "https://evil.example/id/1").token() },
        TokenAttack(
            "an issuer that differs in case",
            step: 5,
            problem: "noProvider",
            message: """
                No OpenIDConnect provider found in your account for \
                https://127.0.0.1:4581/id/0123456789abcdef0123456789abcdef
                """
        ) { try $0.with("iss", "https://127.0.0.1:4581/id/0123456789abcdef0123456789abcdef").token() },
        TokenAttack(
            "an issuer with a trailing slash",
            step: 5,
            problem: "noProvider",
            message: "No OpenIDConnect provider found in your account for \(Installation.issuer)/"
        ) { try $0.with("iss", .string(Installation.issuer + "/")).token() },
        TokenAttack(
            "another audience",
            step: 6,
            problem: "wrongAudience",
            message: "Incorrect token audience"
        ) { try $0.with("aud", ["https://kubernetes.default.svc"]).token() },
        TokenAttack(
            "an authorized party that the provider does not know",
            step: 6,
            problem: "wrongAudience",
            message: "Incorrect token audience"
        ) { try $0.with("azp", "evil.example").token() },
    ]

    private static let keys: [TokenAttack] = [
        keyless("no kid") { try $0.with(header: "kid", nil).token() },
        keyless("a kid that is not the issuer's") { try $0.with(header: "kid", "unknown").token() },
        keyless("a stranger's key by its own kid") { forge in
            let stranger = try TestKeys.stranger()
            return try forge.with(header: "kid", .string(stranger.id.description)).token(signedBy: stranger)
        },
        forged("a stranger's key under a good kid") { try $0.token(signedBy: TestKeys.stranger()) },
        forged("a key in the header (jwk)") { forge in
            let stranger = try TestKeys.stranger()
            let jwk = KeySet([stranger.verificationKey]).json["keys"]?.array?.first
            return try forge.with(header: "jwk", jwk).token(signedBy: stranger)
        },
        forged("a key by address (jku)") {
            try $0.with(header: "jku", "https://evil.example/keys").token(signedBy: TestKeys.stranger())
        },
        forged("a key in a certificate (x5c)") {
            try $0.with(header: "x5c", ["MIIB"]).token(signedBy: TestKeys.stranger())
        },
        forged("a changed claim") { forge in
            let good = try forge.token().split(separator: ".")
            let other = try forge.with("sub", "system:serviceaccount:default:admin").token().split(separator: ".")
            return "\(good[0]).\(other[1]).\(good[2])"
        },
        forged("no signature") { $0.token(signature: []) },
        forged("a short signature") { $0.token(signature: [1, 2, 3]) },
        forged("alg none", problem: "wrongAlgorithm") { $0.with(header: "alg", "none").token(signature: []) },
        forged("alg None", problem: "wrongAlgorithm") { $0.with(header: "alg", "None").token(signature: []) },
        forged("HS256 with the public key", problem: "wrongAlgorithm") {
            $0.with(header: "alg", "HS256").tokenByPublicKey()
        },
        forged("PS256", problem: "wrongAlgorithm") { try $0.with(header: "alg", "PS256").token() },
        forged("ES256 for an RSA key", problem: "wrongAlgorithm") { try $0.with(header: "alg", "ES256").token() },
    ]

    private static let times: [TokenAttack] = [
        TokenAttack(
            "expired an hour ago",
            step: 10,
            problem: "expired",
            code: "ExpiredTokenException",
            message: """
                Token expired: current date/time \(now) must be before the expiration date/time \(now - 3600)
                """
        ) { try $0.with("exp", time(-3600)).token() },
        TokenAttack(
            "expires this very second",
            step: 10,
            problem: "expired",
            code: "ExpiredTokenException",
            message: "Token expired: current date/time \(now) must be before the expiration date/time \(now)"
        ) { try $0.with("exp", time(0)).token() },
        TokenAttack(
            "issued more than a day ago",
            step: 10,
            problem: "tooOld",
            code: "ExpiredTokenException",
            message: "Token too old: 86401"
        ) { try $0.with("iat", time(-86_401)).token() },
        TokenAttack(
            "issued days ago, and expired",
            step: 10,
            problem: "expired",
            code: "ExpiredTokenException",
            message: "Token expired: current date/time \(now) must be before the expiration date/time \(now - 1)"
        ) { try $0.with("iat", time(-441_398)).with("exp", time(-1)).token() },
        TokenAttack(
            "not valid before an hour from now",
            step: 11,
            problem: "notYetValid",
            message: "Token is not yet valid"
        ) { try $0.with("nbf", time(3600)).token() },
        TokenAttack(
            "issued in an hour",
            step: 11,
            problem: "notYetValid",
            message: "Token is not yet valid"
        ) { try $0.with("iat", time(3600)).token() },
    ]
}
