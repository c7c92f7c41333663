package import JSONTree

/// A token taken apart; nothing it says is believed yet.
package struct UnverifiedToken: Sendable {
    /// The longest token that is read, in characters.
    package static let maximumLength = 20_000
    private static let limits = JSONLimits(maximumBytes: 16_384, maximumDepth: 8, maximumValues: 1000)

    /// The `alg` of the header.
    package let algorithm: String
    /// The `kid` of the header, nil if it has none.
    package let keyID: KeyID?
    package let claims: TokenClaims
    package let header: JSONObject
    package let payload: JSONObject
    let signingInput: ArraySlice<UInt8>
    let signature: [UInt8]

    /// Takes a compact serialisation apart (RFC 7515 section 7.1).
    ///
    /// - Throws: `TokenRejection` of the kinds `notAToken`, `missingClaim` and `malformedClaim`.
    package init(parsing text: String) throws(TokenRejection) {
        let (header, payload, input, signature) = try UnverifiedToken.parts(of: Array(text.utf8))
        guard let algorithm = header["alg"]?.string else { throw .notAToken(reason: "its header has no alg") }
        // Extensions that must be understood are not (RFC 7515 section 4.1.11).
        guard header["crit"] == nil else {
            throw .notAToken(reason: "its header has crit, and no extension is supported")
        }
        self.algorithm = algorithm
        keyID = header["kid"]?.string.map { KeyID($0) }
        self.header = header
        self.payload = payload
        signingInput = input
        self.signature = signature
        claims = try TokenClaims(payload)
    }

    /// The header and the payload alone, for showing a token whose claims may be anything.
    ///
    /// - Throws: `TokenRejection.notAToken`.
    package static func contents(of text: String) throws(TokenRejection) -> (header: JSONObject, payload: JSONObject) {
        let (header, payload, _, _) = try parts(of: Array(text.utf8))
        return (header, payload)
    }

    private static func parts(
        of bytes: [UInt8]
    ) throws(TokenRejection) -> (JSONObject, JSONObject, ArraySlice<UInt8>, [UInt8]) {
        guard bytes.count <= maximumLength else {
            throw .notAToken(reason: "it is longer than \(maximumLength) characters")
        }
        let dots = bytes.indices.filter { bytes[$0] == UInt8(ascii: ".") }
        guard dots.count == 2 else { throw .notAToken(reason: "it has \(dots.count + 1) parts instead of 3") }
        let header = try object(bytes[..<dots[0]], "header")
        let payload = try object(bytes[(dots[0] + 1)..<dots[1]], "payload")
        guard let signature = Base64URL.decode(bytes[(dots[1] + 1)...]) else {
            throw .notAToken(reason: "its signature is not base64url")
        }
        return (header, payload, bytes[..<dots[1]], signature)
    }

    private static func object(_ part: ArraySlice<UInt8>, _ name: String) throws(TokenRejection) -> JSONObject {
        guard let bytes = Base64URL.decode(part) else { throw .notAToken(reason: "its \(name) is not base64url") }
        do {
            guard let object = try JSON(parsing: bytes, limits: limits).object else {
                throw TokenRejection.notAToken(reason: "its \(name) is no JSON object")
            }
            return object
        } catch let rejection as TokenRejection {
            throw rejection
        } catch {
            throw .notAToken(reason: "its \(name): \(error)")
        }
    }
}
