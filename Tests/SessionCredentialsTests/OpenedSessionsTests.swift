import AWSVocabulary
import Ambient
import SessionCredentials
import Testing

/// Sessions that were opened before end like others.
struct OpenedSessionsTests {
    private static let random = RandomSource.seeded(8)

    @Test func `a session that is known ends with its time, and is of its own key only`() throws {
        let sessions = OpenedSessions(sealer: SessionSealer(ring: SealingTests.ring(), random: Self.random))
        let token = try sessions.sealer.seal(SealingTests.claims()).sessionToken.exposed
        let end = SealingTests.now.adding(seconds: 3600)
        for _ in 0..<2 {
            _ = try sessions.session(token: token, accessKeyID: "ASIAEXAMPLE", now: SealingTests.now)
            #expect(throws: SessionTokenError.expired(at: end)) {
                try sessions.session(token: token, accessKeyID: "ASIAEXAMPLE", now: end)
            }
            #expect(throws: SessionTokenError.wrongAccessKey) {
                try sessions.session(token: token, accessKeyID: "ASIAOTHER", now: SealingTests.now)
            }
        }
    }

    @Test func `more sessions than are kept are opened anew`() throws {
        let sessions = OpenedSessions(
            sealer: SessionSealer(ring: SealingTests.ring(), random: Self.random),
            capacity: 4
        )
        let tokens = try (0..<20).map {
            try sessions.sealer.seal(SealingTests.claims("ASIA\($0)")).sessionToken.exposed
        }
        for _ in 0..<2 {
            for (index, token) in tokens.enumerated() {
                let session = try sessions.session(token: token, accessKeyID: "ASIA\(index)", now: SealingTests.now)
                #expect(session.claims.accessKeyID == "ASIA\(index)")
            }
        }
    }

    @Test func `a ring that is replaced takes its sessions with it`() throws {
        let sessions = OpenedSessions(sealer: SessionSealer(ring: SealingTests.ring(), random: Self.random))
        let token = try sessions.sealer.seal(SealingTests.claims()).sessionToken.exposed
        _ = try sessions.session(token: token, accessKeyID: "ASIAEXAMPLE", now: SealingTests.now)
        sessions.replace(sealer: SessionSealer(ring: SealingTests.ring(), random: Self.random))
        #expect(throws: SessionTokenError.unknownKey) {
            try sessions.session(token: token, accessKeyID: "ASIAEXAMPLE", now: SealingTests.now)
        }
    }
}
