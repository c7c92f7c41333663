import AWSVocabulary
import Ambient
import SessionCredentials
import Testing

/// Session tokens: what is sealed comes out, and nothing else does.
struct SealingTests {
    static let now = Timestamp(seconds: 1_795_600_000)
    private static let random = RandomSource.seeded(7)

    static func claims(_ id: String = "ASIAEXAMPLE") -> SessionClaims {
        SessionClaims(
            accessKeyID: id,
            account: "111122223333",
            principal: .role(id: "AROAEXAMPLE", name: "app", path: "/team/"),
            sessionName: "session",
            issuedAt: now,
            expiresAt: now.adding(seconds: 3600),
            sessionPolicy: "{}",
            sessionPolicyARNs: ["arn:aws:iam::aws:policy/ReadOnlyAccess"],
            tags: [Tag(key: "team", value: ""), Tag(key: "ü", value: "é")],
            transitiveTagKeys: ["team"],
            sourceIdentity: "ana",
            federation: Federation(providerARN: "p", issuer: "i", subject: "s", audience: "a"),
            isChained: true,
            pod: PodProvenance(
                namespace: "n",
                serviceAccount: "s",
                podName: "p",
                podUID: nil,
                nodeName: "x",
                tokenID: nil
            )
        )
    }

    private static let plain = SessionClaims(
        accessKeyID: "ASIAPLAIN",
        account: "111122223333",
        principal: .user(id: "AIDAEXAMPLE", name: "ana", path: "/"),
        sessionName: "",
        issuedAt: now,
        expiresAt: now
    )

    static func ring() -> SessionKeyRing { .generate(random: random, now: now) }

    @Test(arguments: [claims(), plain])
    func `what was sealed is opened, with the same secret`(_ claims: SessionClaims) throws {
        let sealer = SessionSealer(ring: Self.ring(), random: Self.random)
        let minted = try sealer.seal(claims)
        let opened = try sealer.open(minted.sessionToken.exposed, accessKeyID: claims.accessKeyID)
        #expect(opened.claims == claims)
        #expect(opened.secret == minted.secret)
        #expect(minted.secret.exposed.count == 40)
        #expect("\(minted.secret) \(minted.sessionToken)" == "*** ***")
    }

    @Test func `two sessions of the same claims have nothing in common`() throws {
        let sealer = SessionSealer(ring: Self.ring(), random: Self.random)
        let (one, other) = (try sealer.seal(Self.claims()), try sealer.seal(Self.claims()))
        #expect(one.sessionToken != other.sessionToken)
        #expect(one.secret != other.secret)
    }

    @Test func `a token with any one character changed is refused`() throws {
        let sealer = SessionSealer(ring: Self.ring(), random: Self.random)
        let token = Array(try sealer.seal(Self.plain).sessionToken.exposed)
        for index in token.indices where token[index] != "=" {
            var changed = token
            // The last character before padding may carry bits that mean nothing.
            guard index + 1 < token.count, token[index + 1] != "=" else { continue }
            changed[index] = changed[index] == "A" ? "B" : "A"
            #expect(throws: SessionTokenError.self, "at \(index)") {
                try sealer.open(String(changed), accessKeyID: "ASIAPLAIN")
            }
        }
    }

    @Test(arguments: ["", "x", "AAAA", String(repeating: "A", count: 20_000), "IQ=="])
    func `what is no token of ours is malformed`(_ text: String) {
        let sealer = SessionSealer(ring: Self.ring(), random: Self.random)
        #expect(throws: SessionTokenError.malformed) { try sealer.open(text, accessKeyID: "ASIAPLAIN") }
    }

    @Test func `a token is of its own access key, and of its own ring`() throws {
        let sealer = SessionSealer(ring: Self.ring(), random: Self.random)
        let token = try sealer.seal(Self.plain).sessionToken.exposed
        #expect(throws: SessionTokenError.wrongAccessKey) { try sealer.open(token, accessKeyID: "ASIAOTHER") }
        let stranger = SessionSealer(ring: Self.ring(), random: Self.random)
        #expect(throws: SessionTokenError.unknownKey) { try stranger.open(token, accessKeyID: "ASIAPLAIN") }
    }

    @Test func `rotated keys go on opening until there are too many of them`() throws {
        var ring = Self.ring()
        let token = try SessionSealer(ring: ring, random: Self.random).seal(Self.plain).sessionToken.exposed
        for rotation in 1...SessionKeyRing.capacity {
            ring = ring.rotated(random: Self.random, now: Self.now.adding(seconds: Int64(rotation)))
            #expect(ring.sealingSince == Self.now.adding(seconds: Int64(rotation)))
            let stored = try #require(SessionKeyRing(stored: ring.stored))
            let sealer = SessionSealer(ring: stored, random: Self.random)
            if rotation < SessionKeyRing.capacity {
                #expect(try sealer.open(token, accessKeyID: "ASIAPLAIN").claims == Self.plain)
            } else {
                #expect(throws: SessionTokenError.unknownKey) { try sealer.open(token, accessKeyID: "ASIAPLAIN") }
            }
        }
        #expect(ring.count == SessionKeyRing.capacity)
    }

    @Test(arguments: ["", "AAAA", "no base64"])
    func `a ring that is damaged is none`(_ text: String) { #expect(SessionKeyRing(stored: Secret(text)) == nil) }

    @Test func `messages are sealed apart from sessions`() throws {
        let sealer = SessionSealer(ring: Self.ring(), random: Self.random)
        let text = try sealer.sealMessage(Array("reasons".utf8))
        #expect(try sealer.openMessage(text) == Array("reasons".utf8))
        #expect(throws: SessionTokenError.tampered) { try sealer.open(text, accessKeyID: "ASIAPLAIN") }
        let token = try sealer.seal(Self.plain).sessionToken.exposed
        #expect(throws: SessionTokenError.tampered) { try sealer.openMessage(token) }
    }
}
