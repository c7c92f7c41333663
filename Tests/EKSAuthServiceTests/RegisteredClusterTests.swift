import Ambient
import Directory
import IdentityTokens
import JSONTree
import RoleSessions
import Store
import Testing

/// Tokens of clusters that run elsewhere.
struct RegisteredClusterTests {
    private static let issuer = "https://kubernetes.default.svc"
    private static let now = Int(Installation.now.seconds)

    /// The second key signs; the cluster `other` becomes a registered one.
    private func installation(
        _ registration: ClusterRegistration,
        issuer: String = issuer,
        objects: any BoundObjects = FixedObjects(answer: .exists),
        fetcher: any IssuerFetcher = NoFetcher()
    ) async throws -> Installation {
        let installation = try await Installation(objects: objects, fetcher: fetcher)
        var cluster = Installation.cluster("other")
        cluster.issuer = issuer
        cluster.registration = registration
        try await installation.put(cluster)
        let association = try #require(
            installation.directory.snapshot.association(
                cluster: Installation.cluster("myeks").key,
                id: Installation.association
            )
        )
        var other = association
        other.clusterName = "other"
        other.id = "a-0123456789abcdefh"
        try await installation.put(other)
        return installation
    }

    private static func keySet(_ key: SigningKey) -> String { KeySet([key.verificationKey]).json.text() }

    private func forge(_ issuer: String = issuer) throws -> Forge {
        try Forge(key: TestKeys.second()).with("iss", .string(issuer))
    }

    @Test func `a registered cluster's token is believed by the keys that were given, and by no others`() async throws {
        let given = ClusterRegistration(keySet: Self.keySet(try TestKeys.second()))
        let installation = try await installation(given)
        #expect(try await installation.refusal(forge().token(), cluster: "other") == "")
        let wrong: [String] = [
            try forge().token(signedBy: TestKeys.stranger()),
            try Forge(key: TestKeys.first()).with("iss", .string(Self.issuer)).token(),
            try forge().with("iss", .string(Installation.issuer)).token(),
            try forge().with("aud", ["sts.amazonaws.com"]).token(),
            try forge().with(header: "kid", nil).token(),
        ]
        for token in wrong {
            #expect(try await installation.refusal(token, cluster: "other") == "400 InvalidTokenException")
        }
        // The own cluster's keys are not the registered cluster's, nor the other way.
        #expect(try await installation.refusal(forge().token()) == "400 InvalidTokenException")
    }

    @Test func `keys of an issuer that publishes them are fetched, and without them nobody gets in`() async throws {
        let key = try TestKeys.second()
        let published = try await installation(
            ClusterRegistration(),
            fetcher: Publisher(issuer: Self.issuer, keySet: Self.keySet(key))
        )
        #expect(try await published.refusal(forge().token(), cluster: "other") == "")
        let silent = try await installation(ClusterRegistration())
        #expect(try await silent.refusal(forge().token(), cluster: "other") == "503 ServiceUnavailableException")
    }

    @Test func `a cluster without an issuer exchanges nothing`() async throws {
        let installation = try await installation(ClusterRegistration(), issuer: "")
        #expect(try await installation.refusal(forge().token(), cluster: "other") == "400 InvalidTokenException")
    }

    @Test(arguments: [
        (TokenStanding.exists, ""), (.gone(reason: "r"), "400 InvalidTokenException"),
        (.unknown(reason: "r"), "503 ServiceUnavailableException"),
    ])
    func `what its API server says of a token counts, silence too`(
        _ standing: TokenStanding,
        _ says: String
    ) async throws {
        let given = ClusterRegistration(keySet: Self.keySet(try TestKeys.second()))
        let installation = try await installation(given, objects: FixedObjects(answer: standing))
        #expect(try await installation.refusal(forge().token(), cluster: "other") == says)
    }

    @Test(arguments: [(86_400, ""), (86_461, "400 InvalidTokenException")])
    func `its tokens live a day at most`(_ life: Int, _ says: String) async throws {
        let given = ClusterRegistration(keySet: Self.keySet(try TestKeys.second()))
        let installation = try await installation(given)
        let token = try forge().with("exp", .number(JSONNumber(Self.now + life))).token()
        #expect(try await installation.refusal(token, cluster: "other") == says)
    }
}

/// An issuer that publishes one key set.
private struct Publisher: IssuerFetcher {
    let issuer: String
    let keySet: String

    func fetch(_ url: String, thumbprints: [String]) async throws(FetchFailure) -> FetchedDocument {
        let discovery = #"{"issuer":"\#(issuer)","jwks_uri":"\#(issuer)/openid/v1/jwks"}"#
        let body = url.hasSuffix("openid-configuration") ? discovery : keySet
        return FetchedDocument(body: Array(body.utf8), verification: .trustStore)
    }
}
