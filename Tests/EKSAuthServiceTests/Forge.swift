import Ambient
import Crypto
import JSONTree

@testable import IdentityTokens

/// Makes tokens, good ones and others.
struct Forge: Sendable {
    let key: SigningKey
    var header: JSONObject
    var claims: JSONObject

    /// A good token's header and claims.
    init(key: SigningKey) {
        self.key = key
        let now = Int(Installation.now.seconds)
        header = ["alg": "RS256", "kid": .string(key.id.description)]
        claims = [
            "aud": ["pods.eks.amazonaws.com"], "exp": .number(JSONNumber(now + 3600)), "iat": .number(JSONNumber(now)),
            "iss": .string(Installation.issuer), "jti": "b57baf6f-3ad7-4879-aa9a-39eeef6d4557",
            "kubernetes.io": [
                "namespace": "default", "node": ["name": "node-1", "uid": "n"],
                "pod": ["name": "my-pod", "uid": "f4af3093-3e8b-4c27-af66-739dc060b92f"],
                "serviceaccount": ["name": "my-sa", "uid": "afd4e1af-cfb4-4148-8346-af3e177442ad"],
            ],
            "nbf": .number(JSONNumber(now)), "sub": "system:serviceaccount:default:my-sa",
        ]
    }

    func with(header name: String, _ value: JSON?) -> Forge {
        var forge = self
        forge.header[name] = value
        return forge
    }

    func with(_ claim: String, _ value: JSON?) -> Forge {
        var forge = self
        forge.claims[claim] = value
        return forge
    }

    /// Signed with RS256 by the key that the header should name.
    func token() throws -> String { try signed(JSON.object(claims).serialized(), by: key) }

    func token(signedBy other: SigningKey) throws -> String { try signed(JSON.object(claims).serialized(), by: other) }

    /// With claims that are written out, good JSON or not.
    func token(claims text: String) throws -> String { try signed(Array(text.utf8), by: key) }

    func token(signature: [UInt8]) -> String { join(input(JSON.object(claims).serialized()), signature) }

    /// Signed with HMAC by the public key, which everybody knows.
    func tokenByPublicKey() -> String {
        let input = input(JSON.object(claims).serialized())
        let secret = SymmetricKey(data: KeySet([key.verificationKey]).json.serialized())
        return join(input, Array(HMAC<SHA256>.authenticationCode(for: input, using: secret)))
    }

    private func signed(_ payload: [UInt8], by key: SigningKey) throws -> String {
        let input = input(payload)
        return join(input, try key.signature(for: input))
    }

    private func input(_ payload: [UInt8]) -> [UInt8] {
        Base64URL.encoded(JSON.object(header).serialized()) + [UInt8(ascii: ".")] + Base64URL.encoded(payload)
    }

    private func join(_ input: [UInt8], _ signature: [UInt8]) -> String {
        String(decoding: input + [UInt8(ascii: ".")] + Base64URL.encoded(signature), as: UTF8.self)
    }
}
