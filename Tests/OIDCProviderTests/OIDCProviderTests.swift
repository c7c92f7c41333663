import Ambient
import IdentityTokens
import JSONTree
import Testing

@testable import OIDCProvider

struct OIDCProviderTests {
    private static let issuer = "https://127.0.0.1:4581/id/0123456789ABCDEF0123456789ABCDEF"
    private static let path = "/id/0123456789ABCDEF0123456789ABCDEF"
    private static let made = (0..<2).map { _ in
        Result { try SigningKey.generate(random: .system, isSeeded: false).verificationKey }
    }

    private func provider() throws -> (OIDCProvider, [VerificationKey]) {
        let keys = try Self.made.map { try $0.get() }
        let provider = OIDCProvider {
            [
                PublishedIssuer(issuer: Self.issuer, keys: keys),
                PublishedIssuer(issuer: "https://127.0.0.1:4581/not-for-production/seed-7/id/AA", keys: [keys[0]]),
            ]
        }
        return (provider, keys)
    }

    @Test func `publishes the discovery document as EKS does`() throws {
        let (provider, _) = try provider()
        let answer = provider.answer(method: "GET", path: Self.path + "/.well-known/openid-configuration")
        #expect(answer.status == 200)
        #expect(answer.headers.first { $0.name == "content-type" }?.value == "application/json")
        #expect(answer.headers.first { $0.name == "cache-control" }?.value == "public, max-age=3600")
        let json = try JSON(parsing: answer.body)
        #expect(json["issuer"] == .string(Self.issuer))
        #expect(json["jwks_uri"] == .string(Self.issuer + "/keys"))
        #expect(json["authorization_endpoint"] == "urn:kubernetes:programmatic_authorization")
        #expect(json["response_types_supported"] == ["id_token"])
        #expect(json["subject_types_supported"] == ["public"])
        #expect(json["claims_supported"] == ["sub", "iss"])
        #expect(json["id_token_signing_alg_values_supported"] == ["RS256"])
    }

    @Test func `publishes the keys, in their order, as Kubernetes does`() throws {
        let (provider, keys) = try provider()
        let answer = provider.answer(method: "GET", path: Self.path + "/keys")
        #expect(answer.status == 200)
        #expect(answer.headers.first { $0.name == "content-type" }?.value == "application/jwk-set+json")
        #expect(answer.headers.first { $0.name == "cache-control" }?.value == "public, max-age=3600")
        let json = try JSON(parsing: answer.body)
        let published = try #require(json["keys"]?.array)
        #expect(published.map { $0["kid"]?.string } == keys.map(\.id.description))
        #expect(published[0].object?.keys == ["use", "kty", "kid", "alg", "n", "e"])
        #expect(published[0]["e"] == "AQAB")
        #expect(try KeySet(parsing: answer.body).keys.map(\.id) == keys.map(\.id))
    }

    @Test func `publishes issuers whose path is longer`() throws {
        let (provider, keys) = try provider()
        let path = "/not-for-production/seed-7/id/AA/keys"
        let json = try JSON(parsing: provider.answer(method: "GET", path: path).body)
        #expect(json["keys"]?.array?.map { $0["kid"]?.string } == [keys[0].id.description])
    }

    @Test func `answers HEAD like GET`() throws {
        let (provider, _) = try provider()
        let path = Self.path + "/keys"
        #expect(provider.answer(method: "HEAD", path: path) == provider.answer(method: "GET", path: path))
    }

    @Test(arguments: [
        "/", "", "/keys", "/.well-known/openid-configuration", "/id", "/id/0123456789abcdef0123456789abcdef/keys",
        "/id/0123456789ABCDEF0123456789ABCDEF", "/id/0123456789ABCDEF0123456789ABCDEF/",
        "/id/0123456789ABCDEF0123456789ABCDEF/keys/", "/id/0123456789ABCDEF0123456789ABCDE/keys",
        "/id/0123456789ABCDEF0123456789ABCDEF/x/keys", "/id/0123456789ABCDEF0123456789ABCDEFkeys",
        "/x/id/0123456789ABCDEF0123456789ABCDEF/keys",
    ])
    func `knows nothing at other paths`(_ path: String) throws {
        let (provider, _) = try provider()
        #expect(provider.answer(method: "GET", path: path).status == 404)
    }

    @Test(arguments: ["POST", "PUT", "DELETE", "OPTIONS", "get"])
    func `refuses other methods`(_ method: String) throws {
        let (provider, _) = try provider()
        let answer = provider.answer(method: method, path: Self.path + "/keys")
        #expect(answer.status == 405)
        #expect(answer.headers.first { $0.name == "allow" }?.value == "GET, HEAD")
    }
}
