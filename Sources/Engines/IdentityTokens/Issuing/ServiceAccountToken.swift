package import AWSVocabulary
package import Ambient
import JSONTree

/// The content of a bound service-account token, as a Kubernetes API server writes it.
package struct ServiceAccountToken: Sendable, Hashable {
    /// A Kubernetes object that the token is bound to.
    package struct BoundObject: Sendable, Hashable {
        package let name: String
        package let uid: String

        package init(name: String, uid: String) {
            self.name = name
            self.uid = uid
        }
    }

    package var issuer: String
    package var audiences: [String]
    package var namespace: String
    package var serviceAccount: BoundObject
    package var pod: BoundObject?
    package var node: BoundObject?
    package var secret: BoundObject?
    package var issuedAt: Timestamp
    /// Seconds.
    package var lifetime: Int
    /// The `jti`, a UUID.
    package var id: String

    package init(
        issuer: String,
        audiences: [String],
        namespace: String,
        serviceAccount: BoundObject,
        pod: BoundObject? = nil,
        node: BoundObject? = nil,
        secret: BoundObject? = nil,
        issuedAt: Timestamp,
        lifetime: Int,
        id: String
    ) {
        self.issuer = issuer
        self.audiences = audiences
        self.namespace = namespace
        self.serviceAccount = serviceAccount
        self.pod = pod
        self.node = node
        self.secret = secret
        self.issuedAt = issuedAt
        self.lifetime = lifetime
        self.id = id
    }

    package var subject: String { "system:serviceaccount:\(namespace):\(serviceAccount.name)" }

    package var expiresAt: Timestamp { Timestamp(seconds: issuedAt.seconds + Int64(lifetime)) }

    /// The token, signed with RS256; it ends without a newline, as clients want it.
    ///
    /// - Throws: what the cryptographic library throws.
    package func signed(with key: SigningKey) throws -> Secret {
        let header: JSON = ["alg": "RS256", "kid": .string(key.id.description)]
        let input =
            Base64URL.encoded(header.serialized()) + [UInt8(ascii: ".")] + Base64URL.encoded(claims.serialized())
        let signature = Base64URL.encoded(try key.signature(for: input))
        return Secret(String(decoding: input + [UInt8(ascii: ".")] + signature, as: UTF8.self))
    }

    /// In alphabetical order, as Kubernetes writes them.
    private var claims: JSON {
        var binding = JSONObject()
        binding["namespace"] = .string(namespace)
        if let node { binding["node"] = Self.json(node) }
        if let pod { binding["pod"] = Self.json(pod) }
        if let secret { binding["secret"] = Self.json(secret) }
        binding["serviceaccount"] = Self.json(serviceAccount)
        return [
            "aud": .array(audiences.map { .string($0) }), "exp": .number(JSONNumber(Int(expiresAt.seconds))),
            "iat": .number(JSONNumber(Int(issuedAt.seconds))), "iss": .string(issuer), "jti": .string(id),
            "kubernetes.io": .object(binding), "nbf": .number(JSONNumber(Int(issuedAt.seconds))),
            "sub": .string(subject),
        ]
    }

    private static func json(_ object: BoundObject) -> JSON {
        ["name": .string(object.name), "uid": .string(object.uid)]
    }
}
