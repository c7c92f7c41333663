import AWSVocabulary
import Ambient
import Testing

/// Times and chance: as they are written, and the same again from the same seed.
struct AmbientTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0 as Int64), ("2026-11-25T08:00:00Z", 1_795_593_600),
        ("2024-02-29T12:00:00Z", 1_709_208_000),
        ("1969-12-31T23:59:59Z", -1), ("2000-03-01T00:00:00Z", 951_868_800),
    ])
    func `a time is written as it was read`(_ text: String, _ seconds: Int64) throws {
        let time = try #require(Timestamp(rfc3339: text))
        #expect(time.seconds == seconds)
        #expect(time.rfc3339 == text)
        #expect(Timestamp(seconds: seconds) == time)
    }

    @Test func `a time in another zone is the same time`() throws {
        #expect(Timestamp(rfc3339: "2026-11-25T09:00:00+01:00") == Timestamp(rfc3339: "2026-11-25T08:00:00Z"))
    }

    @Test(arguments: ["", "2026-11-25", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-11-25T25:00:00Z", "now"])
    func `what is no time is none`(_ text: String) { #expect(Timestamp(rfc3339: text) == nil) }

    @Test(arguments: [(0 as Int64, 0 as Int64), (999, 0), (1000, 1), (-1, -1), (-1000, -1), (-1001, -2)])
    func `seconds are rounded down, before 1970 too`(_ milliseconds: Int64, _ seconds: Int64) {
        #expect(Timestamp(milliseconds: milliseconds).seconds == seconds)
    }

    @Test(arguments: [
        (Int64.max, "9999-12-31T23:59:59Z"), (.min, "0000-01-01T00:00:00Z"), (253_402_300_800, "9999-12-31T23:59:59Z"),
        (-62_167_219_201, "0000-01-01T00:00:00Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
        (-62_167_219_200, "0000-01-01T00:00:00Z"),
    ])
    func `a time too far away is the last one or the first, and is written as one`(_ seconds: Int64, _ text: String) {
        let time = Timestamp(seconds: seconds)
        #expect(time.rfc3339 == text)
        #expect(time.httpDate.hasSuffix(" GMT"))
        #expect(Timestamp(seconds: 0).adding(seconds: seconds) == time)
        #expect((Timestamp(seconds: 1) < time) == (seconds > 0))
        #expect((time.adding(seconds: seconds).seconds > 0) == (seconds > 0))
    }

    @Test func `a seed gives the same sequence, another seed another`() {
        func draw(_ seed: UInt64) -> [UInt8] { RandomSource.seeded(seed).bytes(64) }
        #expect(draw(1) == draw(1))
        #expect(draw(1) != draw(2))
        #expect(RandomSource.system.bytes(32) != RandomSource.system.bytes(32))
    }

    @Test(arguments: [0, 1, 7, 8, 9, 40]) func `as many bytes and characters as were asked for`(_ count: Int) {
        let random = RandomSource.seeded(3)
        #expect(random.bytes(count).count == count)
        let text = random.text(count, from: Array("abc".utf8))
        #expect(text.utf8.count == count)
        #expect(text.allSatisfy { "abc".contains($0) })
    }

    @Test func `characters of an alphabet are drawn evenly`() {
        var counts: [Character: Int] = [:]
        for character in RandomSource.seeded(4).text(30_000, from: Array("abc".utf8)) {
            counts[character, default: 0] += 1
        }
        for (character, count) in counts { #expect((9500...10_500).contains(count), "\(character): \(count)") }
    }

    @Test func `ids have the form that AWS's have`() throws {
        let ids = IDSource(random: .seeded(5))
        #expect(ids.uuid().wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(Set((0..<1000).map { _ in ids.uuid() }).count == 1000)
    }
}
