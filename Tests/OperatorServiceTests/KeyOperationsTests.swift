import AWSProtocols
import AWSVocabulary
import Ambient
import Directory
import IdentityTokens
import SessionCredentials
import Store
import Testing

@testable import OperatorService

struct KeyOperationsTests {
    private func keys(_ installation: Installation) async throws -> [(id: String, state: String)] {
        let output = try await installation.call("ListSigningKeys", [:])
        return try #require(output.structures("keys")).map { key in
            (key.string("keyId") ?? "", key.string("state") ?? "")
        }
    }

    @Test func `rotates, and retires the key that was rotated out`() async throws {
        let installation = try await Installation()
        let old = try #require(try await keys(installation).first?.id)
        let rotated = try await installation.call("RotateSigningKey", ["clusterName": "myeks"])
        let new = try #require(rotated.string("keyId"))
        #expect(new != old)
        #expect(try await keys(installation).map(\.state) == ["active", "verifying"])
        #expect(try await keys(installation).map(\.id) == [new, old])

        let token = try await installation.call(
            "CreateServiceAccountToken",
            ["namespace": "default", "serviceAccount": "my-sa"]
        )
        #expect(token.string("keyId") == new)

        _ = try await installation.call("RetireSigningKey", ["keyId": .string(old)])
        #expect(try await keys(installation).map(\.state) == ["active", "retired"])
        let record = try #require(installation.directory.snapshot.signingKey(old))
        #expect(record.privateKey == nil)
        #expect(record.retiredAt == Installation.now)
    }

    @Test func `refuses to retire a key that signs, one that is retired, and one that is not there`() async throws {
        let installation = try await Installation()
        let old = try #require(try await keys(installation).first?.id)
        let active = try await installation.refusal("RetireSigningKey", ["keyId": .string(old)])
        #expect(active.code == "KeyIsActive")
        #expect(active.status == 409)
        _ = try await installation.call("RotateSigningKey", [:])
        _ = try await installation.call("RetireSigningKey", ["keyId": .string(old)])
        let again = try await installation.refusal("RetireSigningKey", ["keyId": .string(old)])
        #expect(again.code == "KeyAlreadyRetired")
        let unknown = try await installation.refusal("RetireSigningKey", ["keyId": "none"])
        #expect(unknown.code == "NoSuchKey")
        #expect(unknown.status == 404)
    }

    @Test func `never shows a private key`() async throws {
        let installation = try await Installation()
        let secrets = installation.directory.snapshot.signingKeys(cluster: Installation.cluster("myeks").key)
            .compactMap { $0.privateKey?.exposed }
        let shown = "\(try await installation.call("ListSigningKeys", [:]))"
        #expect(!secrets.isEmpty)
        for secret in secrets { #expect(!shown.contains(secret)) }
    }

    @Test func `rotates the session keys and keeps open what was sealed before`() async throws {
        let installation = try await Installation()
        let claims = SessionClaims(
            accessKeyID: "ASIAQQQQQQQQQQQQQQQQ",
            account: Installation.account,
            principal: .user(id: "AIDAX", name: "alice", path: "/"),
            sessionName: "alice",
            issuedAt: Installation.now,
            expiresAt: Installation.now.adding(seconds: 900)
        )
        let before = try installation.sessions.sealer.seal(claims)
        let output = try await installation.call("RotateSessionKeys", [:])
        #expect(output.integer("keyCount") == 2)
        #expect(output["sealingSince"] == .timestamp(Installation.now))
        let opened = try installation.sessions.session(
            token: before.sessionToken.exposed,
            accessKeyID: claims.accessKeyID,
            now: Installation.now
        )
        #expect(opened.secret == before.secret)
        let stored = try #require(installation.directory.snapshot.sessionKeyRing)
        #expect(SessionKeyRing(stored: stored.keys)?.count == 2)
        let after = try installation.sessions.sealer.seal(claims)
        let ring = try #require(SessionKeyRing(stored: stored.keys))
        _ = try SessionSealer(ring: ring, random: .system).open(
            after.sessionToken.exposed,
            accessKeyID: claims.accessKeyID
        )
    }
}
