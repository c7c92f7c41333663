import Ambient
import IdentityTokens
import JSONTree
import Testing

/// Key sets and the life of keys.
struct KeyTests {
    private static func set(_ keys: JSON...) throws -> KeySet {
        try KeySet(parsing: JSON.object(["keys": .array(keys)]).serialized())
    }

    @Test func `a key set that is published is read as it was`() throws {
        let own = try TestKeys.own()
        let read = try KeySet(parsing: KeySet([own.verificationKey]).json.serialized())
        #expect(read.keys.map(\.id) == [own.id])
        #expect(read.keys.map(\.algorithms) == [[.rs256]])
        #expect(try SigningKey(stored: own.stored).id == own.id)
    }

    @Test(arguments: [
        ["kid": "a", "kty": "oct", "k": "AAAA"] as JSON, ["kid": "a", "kty": "RSA", "n": "AQAB", "e": "AQAB"],
        ["kid": "a", "kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"], ["kty": "RSA", "n": "AQAB", "e": "AQAB"],
        ["kid": "a", "kty": "RSA", "use": "enc", "n": "AQAB", "e": "AQAB"],
    ])
    func `a key that could not be trusted is left out`(_ key: JSON) throws {
        #expect(try Self.set(key).keys.isEmpty)
    }

    @Test func `two keys of one id, too many keys, and what is no key set, are refused`() throws {
        let key = try #require(KeySet([TestKeys.own().verificationKey]).json["keys"]?.array?.first)
        #expect(throws: KeySetError.self) { try Self.set(key, key) }
        #expect(throws: KeySetError.self) {
            try KeySet(parsing: JSON.object(["keys": .array(Array(repeating: [:], count: 101))]).serialized())
        }
        for text in ["", "[]", #"{"keys": 7}"#] {
            #expect(throws: KeySetError.self) { try KeySet(parsing: Array(text.utf8)) }
        }
    }

    @Test func `a key signs, then verifies, then is retired, and never goes back`() throws {
        let now = Timestamp(seconds: 1)
        var ring = SigningKeyRing(keys: [])
        ring.rotate(to: "a", now: now)
        #expect(throws: SigningKeyRing.Refusal.isActive) { try ring.retire("a", now: now) }
        ring.rotate(to: "b", now: now)
        #expect(ring.active?.id == "b")
        #expect(ring.trusted.map(\.id) == ["b", "a"])
        try ring.retire("a", now: now)
        #expect(ring.trusted.map(\.id) == ["b"])
        #expect(throws: SigningKeyRing.Refusal.alreadyRetired(at: now)) { try ring.retire("a", now: now) }
        #expect(throws: SigningKeyRing.Refusal.noSuchKey) { try ring.retire("c", now: now) }
    }
}
