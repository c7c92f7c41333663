import Ambient
import JSONTree

extension PodToken {
    private static let algorithms: Set<String> = [
        "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512",
        "EdDSA", "none",
    ]
    private static let limits = JSONLimits(maximumBytes: 64 * 1024, maximumDepth: 16, maximumValues: 1000)

    /// Reads header and claims of a compact token (RFC 7519 section 3) without a look at its signature.
    package init(parsing text: String) throws(TokenProblem) {
        let segments = text.split(separator: ".", omittingEmptySubsequences: false)
        guard segments.count == 3 else { throw .malformed("token contains an invalid number of segments") }
        let header = try Self.object(segments[0], "header")
        let claims = try Self.object(segments[1], "claim")
        let times = (
            try Self.time("exp", in: claims), try Self.time("nbf", in: claims), try Self.time("iat", in: claims)
        )
        try Self.checkAudience(claims)
        let issuer = try Self.text("iss", in: claims)
        let subject = try Self.text("sub", in: claims)
        _ = try Self.text("jti", in: claims)
        guard let algorithm = header["alg"]?.string else {
            throw .unverifiable("signing method (alg) is unspecified")
        }
        guard Self.algorithms.contains(algorithm) else { throw .unverifiable("signing method (alg) is unavailable") }
        let uid = claims["kubernetes.io"]?["pod"]?["uid"]?.string
        self.init(
            text: text,
            pod: uid.map { PodName(issuer: issuer ?? "", subject: subject ?? "", uid: $0) },
            issuedAt: times.2,
            expires: times.0,
            notBefore: times.1
        )
    }

    private static func object(_ segment: Substring, _ name: String) throws(TokenProblem) -> JSON {
        let bytes: [UInt8]
        do {
            bytes = try Base64URL.decode(segment.utf8)
        } catch {
            throw .malformed("could not base64 decode \(name): \(error)")
        }
        let value: JSON
        do {
            value = try JSON(parsing: bytes, limits: limits)
        } catch {
            throw .malformed("could not JSON decode \(name): \(error)")
        }
        guard value.object != nil else { throw .malformed("could not JSON decode \(name): it is not an object") }
        return value
    }

    private static func wrongType(_ name: String, _ type: String) -> TokenProblem {
        .malformed("could not JSON decode claim: \(name) is not \(type)")
    }

    /// A `NumericDate`, cut to whole seconds.
    private static func time(_ name: String, in claims: JSON) throws(TokenProblem) -> Timestamp? {
        switch claims[name] {
        case nil, .null: return nil
        case .number(let number):
            // Far beyond any date that a timestamp in milliseconds can hold.
            guard let seconds = Int64(exactly: number.double.rounded(.down)), seconds.magnitude < 1 << 50 else {
                throw wrongType(name, "a time")
            }
            return Timestamp(seconds: seconds)
        default: throw wrongType(name, "a number")
        }
    }

    private static func text(_ name: String, in claims: JSON) throws(TokenProblem) -> String? {
        switch claims[name] {
        case nil, .null: return nil
        case .string(let text): return text
        default: throw wrongType(name, "a string")
        }
    }

    private static func checkAudience(_ claims: JSON) throws(TokenProblem) {
        switch claims["aud"] {
        case nil, .null, .string: return
        case .array(let members) where members.allSatisfy({ $0.string != nil }): return
        default: throw wrongType("aud", "a string or a list of strings")
        }
    }
}
