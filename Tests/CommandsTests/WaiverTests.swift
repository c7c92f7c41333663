import Ambient
import Testing

@testable import Commands

/// What a file of waivers tolerates, and which files are refused.
struct WaiverTests {
    /// 2026-11-25T12:00:00Z.
    private static let now = Timestamp(seconds: 1_795_608_000)

    private func waivers(_ text: String) throws -> Waivers {
        try Waivers(Array(text.utf8), file: "waivers.json", now: Self.now)
    }

    private func one(_ members: String) -> String { "[{\(members)}]" }

    @Test func `a waiver holds for its rule and its role until its day`() throws {
        var waivers = try waivers(
            one(#""rule": "T04", "role": "ci", "reason": "one namespace a team", "expires": "2026-11-26""#)
        )
        #expect(waivers.unused == ["waivers.json: the waiver of T04 for ci waives nothing"])
        let ci = "arn:aws:iam::111122223333:role/teams/ci"
        #expect(waivers.reason(rule: "T04", role: ci) == "one namespace a team, until 2026-11-26")
        #expect(waivers.reason(rule: "T03", role: ci) == nil)
        #expect(waivers.reason(rule: "T04", role: "arn:aws:iam::111122223333:role/xci") == nil)
        #expect(waivers.unused.isEmpty)
    }

    @Test func `a waiver of the day that has come is over`() throws {
        var waivers = try waivers(one(#""rule": "T04", "role": "*", "reason": "r", "expires": "2026-11-25""#))
        #expect(waivers.reason(rule: "T04", role: "ci") == nil)
        #expect(waivers.unused.isEmpty)
    }

    @Test(arguments: [
        (#""rule": "T04", "Role": "ci", "reason": "r", "expires": "2027-01-31""#, "but no Role"),
        (#""rule": "T04", "reason": "r", "expires": "2027-01-31""#, "needs a rule, a role"),
        (#""rule": "T04", "role": 5, "reason": "r", "expires": "2027-01-31""#, "needs a rule, a role"),
        (#""rule": "T04", "role": "ci", "reason": " ", "expires": "2027-01-31""#, "needs a rule, a role"),
        (#""rule": "T04", "role": "ci", "reason": "r""#, "needs a rule, a role"),
        (#""rule": "T04", "role": "ci", "reason": "r", "expires": "soon""#, "\"soon\" is no day"),
        (#""rule": "T04", "role": "ci", "reason": "r", "expires": "2027-02-30""#, "\"2027-02-30\" is no day"),
        (#""rule": "T99", "role": "ci", "reason": "r", "expires": "2027-01-31""#, "there is no finding T99"),
    ])
    func `a waiver that is not whole is refused, and never means every role`(_ members: String, _ says: String) {
        #expect { try waivers(one(members)) } throws: { "\($0)".contains(says) }
    }

    @Test(arguments: ["{}", "[5]", "[", #"[{"rule": "T04", "rule": "T05"}]"#])
    func `what is no list of waivers is refused`(_ text: String) {
        #expect(throws: CommandFailure.self) { try waivers(text) }
    }
}
