import AWSProtocols
import Ambient
import JSONTree
import ServiceModel
import SessionCredentials
import Store
import Testing

@testable import IdentityTokens
@testable import STSService

struct ForeignIssuerTests {
    private static let issuer = "https://idp.example/tenant"
    private static let roleARN = "arn:aws:iam::111122223333:role/reader"

    /// An installation with a provider for a foreign issuer, and a role that trusts it.
    private func installation() async throws -> Installation {
        let installation = try await Installation()
        let provider = OIDCProviderRecord(
            account: Installation.account,
            url: "idp.example/tenant",
            clientIDs: ["sts.amazonaws.com"],
            thumbprints: [String(repeating: "a", count: 40)],
            createdAt: Installation.now
        )
        try await installation.put(provider)
        try await installation.role(
            "reader",
            trust: """
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"\(provider.arn)"},\
                "Action":"sts:AssumeRoleWithWebIdentity","Condition":{"StringEquals":{"idp.example/tenant:sub":"me"}}}]}
                """
        )
        return installation
    }

    private func publish(_ installation: Installation, key: SigningKey, via: FetchedDocument.Verification) {
        let document = DiscoveryDocument(issuer: Self.issuer, keySetURL: Self.issuer + "/jwks")
        installation.fetcher.answer(
            Self.issuer + "/.well-known/openid-configuration",
            with: .success(FetchedDocument(body: document.json.serialized(), verification: via))
        )
        let keys = KeySet([key.verificationKey]).json.serialized()
        installation.fetcher.answer(
            Self.issuer + "/jwks",
            with: .success(FetchedDocument(body: keys, verification: via))
        )
    }

    private func exchange(_ installation: Installation, _ token: String) async throws -> Answer {
        try await installation.call(
            "AssumeRoleWithWebIdentity",
            ["RoleArn": .string(Self.roleARN), "RoleSessionName": "me", "WebIdentityToken": .string(token)]
        )
    }

    private func token(_ key: SigningKey) throws -> String {
        try Forge(key: key).with("iss", .string(Self.issuer)).with("sub", "me").with("kubernetes.io", nil).token()
    }

    @Test func `believes keys that the issuer publishes, and audits how its server was trusted`() async throws {
        let installation = try await installation()
        let key = try TestKeys.second()
        publish(installation, key: key, via: .thumbprint)
        let answer = try await exchange(installation, token(key))
        #expect(
            answer.audit.additionalEventData == ["identityProviderConnectionVerificationMethod": "Thumbprint"]
        )
        #expect(try installation.session(answer).claims?.pod == nil)
        _ = try await exchange(installation, token(key))
        #expect(installation.fetcher.urls.count == 2)
    }

    @Test func `refuses a key that the issuer does not publish`() async throws {
        let installation = try await installation()
        publish(installation, key: try TestKeys.second(), via: .trustStore)
        let refused = await #expect(throws: ExplainedFault.self) {
            _ = try await exchange(installation, token(TestKeys.stranger()))
        }
        #expect(try #require(refused).explanation["problem"] == "unknownKey")
    }

    struct Failure: Sendable, CustomTestStringConvertible {
        let failure: FetchFailure
        let step: Int
        let message: String
        var testDescription: String { "\(failure)" }
    }

    @Test(arguments: [
        Failure(
            failure: .unreachable("connection refused"),
            step: 7,
            message: """
                Couldn't retrieve verification key from your identity provider,  please reference \
                AssumeRoleWithWebIdentity documentation for requirements
                """
        ),
        Failure(
            failure: .untrusted("unknown authority"),
            step: 8,
            message: "OpenIDConnect provider's HTTPS certificate doesn't match configured thumbprint"
        ),
    ])
    func `refuses tokens of an issuer whose keys cannot be had`(_ failure: Failure) async throws {
        let installation = try await installation()
        installation.fetcher.answer(
            Self.issuer + "/.well-known/openid-configuration",
            with: .failure(failure.failure)
        )
        let refused = await #expect(throws: ExplainedFault.self) {
            _ = try await exchange(installation, token(TestKeys.second()))
        }
        let refusal = try #require(refused)
        let resolved = ServiceDialect.sts.resolve(refusal.fault)
        #expect(resolved.code == "InvalidIdentityToken")
        #expect(resolved.message == failure.message)
        #expect(refusal.explanation["step"]?.integer == failure.step)
        #expect(refusal.explanation["summary"]?.string?.contains(failure.failure.description) == true)
    }
}
