import Crypto
import CryptoExtras
import Foundation
import JSONTree

/// Single keys as JSON (RFC 7517 section 4, RFC 7518 section 6).
enum JSONWebKey {
    /// Nil for keys that verify nothing here: other kinds, other uses, too short ones, and those without an id.
    static func verificationKey(_ json: JSON) -> VerificationKey? {
        guard let id = json["kid"]?.string, !id.isEmpty, json["use"]?.string ?? "sig" == "sig" else { return nil }
        let named = json["alg"]?.string
        let algorithm = named.flatMap { SignatureAlgorithm(rawValue: $0) }
        guard named == nil || algorithm != nil else { return nil }
        switch json["kty"]?.string {
        case "RSA": return rsa(json, id: KeyID(id), algorithm: algorithm)
        case "EC": return ellipticCurve(json, id: KeyID(id), algorithm: algorithm)
        default: return nil
        }
    }

    private static func rsa(_ json: JSON, id: KeyID, algorithm: SignatureAlgorithm?) -> VerificationKey? {
        let possible: [SignatureAlgorithm] = [.rs256, .rs384, .rs512]
        guard let n = bytes(json["n"]), let e = bytes(json["e"]), algorithm.map(possible.contains) ?? true,
            let key = try? _RSA.Signing.PublicKey(n: n, e: e)
        else { return nil }
        return try? VerificationKey(id: id, rsa: key, algorithms: algorithm.map { [$0] } ?? possible)
    }

    private static func ellipticCurve(_ json: JSON, id: KeyID, algorithm: SignatureAlgorithm?) -> VerificationKey? {
        guard let x = bytes(json["x"]), let y = bytes(json["y"]) else { return nil }
        let point = x + y
        let material: VerificationKey.Material?
        let fixed: SignatureAlgorithm
        switch json["crv"]?.string {
        case "P-256":
            fixed = .es256
            material = (try? P256.Signing.PublicKey(rawRepresentation: point)).map { .p256($0) }
        case "P-384":
            fixed = .es384
            material = (try? P384.Signing.PublicKey(rawRepresentation: point)).map { .p384($0) }
        case "P-521":
            fixed = .es512
            material = (try? P521.Signing.PublicKey(rawRepresentation: point)).map { .p521($0) }
        default: return nil
        }
        guard let material, algorithm ?? fixed == fixed else { return nil }
        return VerificationKey(id: id, material: material, algorithms: [fixed])
    }

    private static func bytes(_ value: JSON?) -> [UInt8]? { value?.string.flatMap { Base64URL.decode($0.utf8) } }

    /// The members of our own keys, in the order Kubernetes writes them; nil for kinds we do not issue.
    static func json(_ key: VerificationKey) -> JSON? {
        guard case .rsa(let publicKey) = key.material, let primitives = try? publicKey.getKeyPrimitives(),
            let algorithm = key.algorithms.first
        else { return nil }
        return [
            "use": "sig", "kty": "RSA", "kid": .string(key.id.description), "alg": .string(algorithm.rawValue),
            "n": .string(Base64URL.encode(primitives.modulus)),
            "e": .string(Base64URL.encode(primitives.publicExponent)),
        ]
    }
}
