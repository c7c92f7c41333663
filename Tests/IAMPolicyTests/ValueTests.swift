import Testing

@testable import IAMPolicy

/// How numbers, times, addresses and patterns compare.
struct ValueTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let wanted: String
        let seen: String
        let isMet: Bool
        var testDescription: String { "\(name) \(wanted), \(seen) seen" }

        init(_ name: String, _ wanted: String, _ seen: String, _ isMet: Bool) {
            self.name = name
            self.wanted = wanted
            self.seen = seen
            self.isMet = isMet
        }
    }

    @Test(arguments: [
        Case("NumericEquals", "10", "1e1", true), Case("NumericEquals", "0", "-0.0", true),
        Case("NumericEquals", "9007199254740993", "9007199254740992", false),
        Case("NumericLessThan", "0.30000000000000000001", "0.3", true),
        Case("NumericLessThan", "-1", "-2", true), Case("NumericLessThan", "-2", "-1", false),
        Case("NumericLessThan", "1", "-1", true), Case("NumericGreaterThan", "99", "100", true),
        Case("NumericGreaterThan", "-0.5", "0", true), Case("NumericEquals", ".5", "0.50", true),
        Case("NumericEquals", "ten", "10", false), Case("NumericEquals", "10", "10 ", false),
        Case("NumericNotEquals", "10", "ten", false), Case("NumericNotEquals", "ten", "10", false),
        Case("NumericEquals", "1e99999999999999999999", "1", false),
        Case("NumericEquals", "1e-9223372036854775808", "0", false),
        Case("NumericEquals", "0", "1e-9223372036854775808", false),
        Case("NumericLessThan", "1", "1e9223372036854775807", false), Case("NumericEquals", "1.", "1", false),
    ])
    func `numbers compare by value, without loss, and what is no number is never met`(_ test: Case) throws {
        try check(test)
    }

    @Test(arguments: [
        Case("DateEquals", "2026", "2026-01-01T00:00:00Z", true), Case("DateEquals", "2026-07", "2026-07-01", true),
        Case("DateEquals", "2026-07-01", "1782864000", true),
        Case("DateEquals", "2026-07-01T12:30+05:30", "2026-07-01T07:00:00.000Z", true),
        Case("DateEquals", "2026-07-01T12:30-05:30", "2026-07-01T18:00Z", true),
        Case("DateLessThan", "2026-07-01T00:00:00.000000002Z", "2026-07-01T00:00:00.000000001Z", true),
        Case("DateEquals", "2026-02-29", "2026-03-01", false),
        Case("DateEquals", "2026-07-01T12:30:00", "2026-07-01T12:30:00Z", false),
        Case("DateGreaterThan", "0", "1970-01-01T00:00:01Z", true),
        Case("DateLessThan", "1782864000", "1782863999", true),
        Case("DateEquals", "1782864000000", "1782864000", false),
        Case("DateNotEquals", "tomorrow", "2026-07-01", false), Case("DateEquals", "2026-13", "2026-13", false),
    ])
    func `times compare as instants, in every form`(_ test: Case) throws { try check(test) }

    @Test(arguments: [
        Case("IpAddress", "0.0.0.0/0", "203.0.113.7", true), Case("IpAddress", "0.0.0.0/0", "2001:db8::1", false),
        Case("IpAddress", "::/0", "2001:db8::1", true), Case("IpAddress", "::/0", "203.0.113.7", false),
        Case("IpAddress", "203.0.113.7", "203.0.113.7", true), Case("IpAddress", "203.0.113.7", "203.0.113.8", false),
        Case("IpAddress", "203.0.113.77/24", "203.0.113.1", true), Case("IpAddress", "10.0.0.0/31", "10.0.0.2", false),
        Case("IpAddress", "2001:db8::1", "2001:0DB8:0:0:0:0:0:1", true),
        Case("IpAddress", "2001:db8::/33", "2001:db8:8000::1", false),
        Case("IpAddress", "2001:db8::/32", "2001:db8:8000::1", true),
        Case("IpAddress", "203.0.113.0/24", "::ffff:203.0.113.9", true),
        Case("IpAddress", "::ffff:203.0.113.0/120", "203.0.113.9", true),
        Case("IpAddress", "::ffff:cb00:7109", "203.0.113.9", true),
        Case("IpAddress", "10.0.0.0/33", "10.0.0.0", false), Case("IpAddress", "10.0.0/8", "10.0.0.1", false),
        Case("IpAddress", "010.0.0.0/8", "10.0.0.1", false),
        Case("IpAddress", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8", false),
        Case("IpAddress", "1::2::3", "1::2:3", false), Case("NotIpAddress", "10.0.0.0/8", "2001:db8::1", true),
        Case("NotIpAddress", "10.0.0.0/8", "unknown", true), Case("IpAddress", "10.0.0.0/8", "unknown", false),
    ])
    func `addresses match ranges of their own family`(_ test: Case) throws { try check(test) }

    @Test(arguments: [
        Case("Bool", "yes", "true", false), Case("Bool", "${k}", "true", true), Case("Bool", "false", "no", false),
        Case("BinaryEquals", "!!!!", "", false), Case("BinaryEquals", "Zm9v", "foo", true),
        Case("BinaryEquals", "Zm8=", "fo", true),
        Case("BinaryEquals", "Zg==", "f", true), Case("BinaryEquals", "", "", true),
        Case("ArnLike", "arn:aws:iam::*:*", "arn:aws:iam::1:role/a:b", true),
        Case("ArnLike", "*", "arn:aws:iam::1:role/a", true),
        Case("ArnEquals", "arn:aws:iam::1:role/a", "role/a", false),
        Case("ArnNotEquals", "arn:aws:iam::1:role/a", "role/a", true),
        Case("ArnLike", "arn:aws:iam::1:ROLE/a", "arn:aws:iam::1:role/a", false),
    ])
    func `flags, bytes and ARNs compare as documented`(_ test: Case) throws { try check(test) }

    private func check(_ test: Case) throws {
        #expect(try Sample.isMet(#""\#(test.name)":{"k":"\#(test.wanted)"}"#, ["k": [test.seen]]) == test.isMet)
    }

    struct Pattern: Sendable {
        let pattern: String
        let text: String
        let matches: Bool

        init(_ pattern: String, _ text: String, _ matches: Bool) {
            self.pattern = pattern
            self.text = text
            self.matches = matches
        }
    }

    @Test(arguments: [
        Pattern("", "", true), Pattern("", "a", false), Pattern("*", "", true), Pattern("**", "x", true),
        Pattern("?", "", false),
        Pattern("?*", "a", true), Pattern("*?", "", false), Pattern("a*a", "a", false), Pattern("a*a", "aa", true),
        Pattern("*ab*ab", "abab", true), Pattern("*ab*ab", "aab", false), Pattern("a*b*c", "aXbXbXc", true),
        Pattern("*aab*", "aaab", true), Pattern("*a?c*", "abbabc", true), Pattern("?é?", "aéb", true),
        Pattern("??", "é", false),
        Pattern("*é?", "ééx", true), Pattern("*abcabcabcabd*", "abcabcabcabcabd", true),
        Pattern("*abcabcabcabd*", "abcabcabcabcabe", false),
        Pattern("*a?c?e?g?i?k*", "xxabcdefghijkl", true), Pattern("*a?c?e?g?i?k*", "xxabcdefghijl", false),
        Pattern("*é?c?e?g?i?k*", "xébbcdefghijkl", false), Pattern("*é?c?e?g?i?k*", "xéécdefghijkl", true),
    ])
    func `patterns match whole texts`(_ test: Pattern) {
        #expect(Glob(pattern: test.pattern).matches(test.text) == test.matches, "\(test.pattern) on \(test.text)")
    }

    @Test func `patterns agree with the definition on every short text`() {
        func matches(_ pattern: ArraySlice<Character>, _ text: ArraySlice<Character>) -> Bool {
            guard let first = pattern.first else { return text.isEmpty }
            switch first {
            case "*": return matches(pattern.dropFirst(), text) || (!text.isEmpty && matches(pattern, text.dropFirst()))
            case "?": return !text.isEmpty && matches(pattern.dropFirst(), text.dropFirst())
            default: return text.first == first && matches(pattern.dropFirst(), text.dropFirst())
            }
        }
        func words(_ alphabet: String, _ length: Int) -> [String] {
            length == 0 ? [""] : words(alphabet, length - 1).flatMap { word in alphabet.map { word + String($0) } }
        }
        let texts = (0...5).flatMap { words("ab", $0) }
        for pattern in (0...4).flatMap({ words("ab*?", $0) }) {
            let glob = Glob(pattern: pattern)
            for text in texts where glob.matches(text) != matches(Array(pattern)[...], Array(text)[...]) {
                Issue.record("\(pattern) on \(text)")
            }
        }
    }
}
