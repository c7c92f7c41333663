import Ambient
import IdentityTokens
import JSONTree
import Synchronization
import Testing

/// How often the keys of other issuers are fetched, and which answers count.
struct ForeignIssuerTests {
    private static let issuer = "https://issuer.example/1"

    /// Answers by URL, and counts.
    private final class Scripted: IssuerFetcher {
        let documents: Mutex<[String: Result<String, FetchFailure>]>
        let fetches = Mutex(0)

        init(_ documents: [String: Result<String, FetchFailure>]) { self.documents = Mutex(documents) }

        var count: Int { fetches.withLock { $0 } }

        func fetch(_ url: String, thumbprints: [String]) async throws(FetchFailure) -> FetchedDocument {
            fetches.withLock { $0 += 1 }
            let found = documents.withLock { $0[url] } ?? .failure(.unreachable("nobody is there"))
            return FetchedDocument(body: Array(try found.get().utf8), verification: .trustStore)
        }
    }

    private final class Clock: Sendable {
        private let seconds = Mutex(1000 as Int64)
        var wall: WallClock { WallClock { Timestamp(seconds: self.seconds.withLock { $0 }) } }
        func advance(_ by: Int64) { seconds.withLock { $0 += by } }
    }

    private static func documents(issuer named: String = issuer) throws -> [String: Result<String, FetchFailure>] {
        let keys = try KeySet([TestKeys.own().verificationKey]).json.text()
        return [
            issuer + "/.well-known/openid-configuration": .success(
                #"{"issuer": "\#(named)", "jwks_uri": "https://keys.example/jwks", "id_token_signing_alg_values_supported": ["RS256"], "response_types_supported": ["id_token"], "subject_types_supported": ["public"]}"#
            ), "https://keys.example/jwks": .success(keys),
        ]
    }

    @Test func `keys are fetched once, again for an unknown key but not at once, and after their life`() async throws {
        let fetcher = Scripted(try Self.documents())
        let clock = Clock()
        let keys = ForeignIssuerKeys(fetcher: fetcher, clock: clock.wall)
        let own = try TestKeys.own().id
        for (id, advance, fetches) in [
            (own, 0, 2), (own, 59, 2), (KeyID("new"), 0, 2), (KeyID("new"), 2, 4), (own, 3599, 4), (own, 1, 6),
        ] {
            clock.advance(Int64(advance))
            let found = try await keys.keys(issuer: Self.issuer, thumbprints: [], wanted: id)
            #expect(found.keys.key(own) != nil)
            #expect(fetcher.count == fetches, "\(id) after \(advance)")
        }
    }

    @Test func `a failure counts too, but shorter`() async throws {
        let fetcher = Scripted([:])
        let clock = Clock()
        let keys = ForeignIssuerKeys(fetcher: fetcher, clock: clock.wall)
        for (advance, fetches) in [(0, 1), (9, 1), (1, 2)] {
            clock.advance(Int64(advance))
            await #expect(throws: TokenRejection.keysUnavailable(reason: "nobody is there")) {
                try await keys.keys(issuer: Self.issuer, thumbprints: [], wanted: nil)
            }
            #expect(fetcher.count == fetches)
        }
    }

    @Test func `a fetch for an unknown key that fails leaves the known keys in force, and is not repeated at once`()
        async throws
    {
        let fetcher = Scripted(try Self.documents())
        let clock = Clock()
        let keys = ForeignIssuerKeys(fetcher: fetcher, clock: clock.wall)
        let own = try TestKeys.own().id
        _ = try await keys.keys(issuer: Self.issuer, thumbprints: [], wanted: own)
        let all = fetcher.documents.withLock { documents in
            defer { documents = [:] }
            return documents
        }
        for (id, advance, fetches) in [
            (KeyID("new"), 61, 3), (own, 0, 3), (KeyID("new"), 59, 3), (KeyID("new"), 1, 4), (own, 3478, 4),
        ] {
            clock.advance(Int64(advance))
            let found = try await keys.keys(issuer: Self.issuer, thumbprints: [], wanted: id)
            #expect(found.keys.key(own) != nil)
            #expect(fetcher.count == fetches, "\(id) after \(advance)")
        }
        // Their life ends all the same.
        clock.advance(1)
        await #expect(throws: TokenRejection.keysUnavailable(reason: "nobody is there")) {
            try await keys.keys(issuer: Self.issuer, thumbprints: [], wanted: own)
        }
        fetcher.documents.withLock { $0 = all }
        clock.advance(10)
        _ = try await keys.keys(issuer: Self.issuer, thumbprints: [], wanted: own)
    }

    @Test(arguments: [
        "http://keys.example/jwks", "file:///etc/passwd", "keys", "", "HTTPS://keys.example/jwks",
    ])
    func `keys that are not at an https URL are not fetched`(_ place: String) async throws {
        let document = DiscoveryDocument(issuer: Self.issuer, keySetURL: place)
        let fetcher = Scripted([
            Self.issuer + "/.well-known/openid-configuration": .success(document.json.text()),
            place: .success(try KeySet([TestKeys.own().verificationKey]).json.text()),
        ])
        let keys = ForeignIssuerKeys(fetcher: fetcher, clock: Clock().wall)
        await #expect(throws: TokenRejection.self) {
            try await keys.keys(issuer: Self.issuer, thumbprints: [], wanted: nil)
        }
        #expect(fetcher.count == 1)
    }

    @Test func `a document about another issuer, none, and a distrusted server are refused`() async throws {
        let place = Self.issuer + "/.well-known/openid-configuration"
        for documents in [try Self.documents(issuer: "https://other.example"), [place: .success("{}")]] {
            let keys = ForeignIssuerKeys(fetcher: Scripted(documents), clock: Clock().wall)
            await #expect(throws: TokenRejection.self) {
                try await keys.keys(issuer: Self.issuer, thumbprints: [], wanted: nil)
            }
        }
        let keys = ForeignIssuerKeys(fetcher: Scripted([place: .failure(.untrusted("no"))]), clock: Clock().wall)
        await #expect(throws: TokenRejection.untrustedCertificate(reason: "no")) {
            try await keys.keys(issuer: Self.issuer, thumbprints: [], wanted: nil)
        }
    }
}
