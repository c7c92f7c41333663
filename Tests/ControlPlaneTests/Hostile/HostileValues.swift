import JSONTree

/// A sequence that a seed decides (SplitMix64).
struct SeededChoice: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// One of some values.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int.random(in: values.indices, using: &self)] }

    /// Whether something that happens once in so many times happens now.
    mutating func isOne(in count: Int) -> Bool { Int.random(in: 0..<count, using: &self) == 0 }
}

/// What somebody who means no good, or a client with a bug, puts where a value is wanted.
enum HostileValues {
    static let numbers = [
        "9223372036854775807", "-9223372036854775808", "9223372036854775808", "-9223372036854775809",
        "18446744073709551615", "18446744073709551616", "2147483647", "-2147483648", "2147483648", "4294967295",
        "4294967296", "-1", "0", "-0", "1", "0.5", "-0.5", "1e400", "-1e400", "1e-400", "1e308",
        "1.7976931348623157e308",
        "1e9223372036854775807", "1e-9223372036854775808", "-1e9223372036854775808", "1e9223372036854775808",
        "9007199254740993", "9223372036854775807.5", "99999999999999999999999999999999999999999999", "1e18", "1e19",
    ]

    /// What some parsers take for numbers.
    static let nearlyNumbers = [
        "NaN", "nan", "Infinity", "-Infinity", "inf", "0x7fffffffffffffff", "1_000", "+5", " 5", "5 ", "٣", "1e", "e5",
        ".",
        "-", "1.", ".5", "--1",
    ]

    static let quantities = [
        "9223372036854775807Ei", "-9223372036854775808m", "9223372036854775807Ki", "9223372036854775808Ti", "1e308Ei",
        "1e-400m", "-1Ki", "0.0000000000000000001n", "1E", "9e99999999999999999999", "9223372036854775807%",
        "-9223372036854775808%", "101%", "-1%", "%",
    ]

    static let durations = [
        "-1s", "9223372036854775807s", "9223372036854775807h", "-9223372036854775808ns", "1e400h",
        "PT9223372036854775807S", "-PT1S",
    ]

    static let dates = [
        "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "9999-12-31T23:59:60Z", "10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z", "1970-01-01T00:00:00-99:99", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59-23:59",
        "99999999999999999999-01-01T00:00:00Z", "2026-11-25T08:00:00.99999999999999999999999Z", "0000-00-00T00:00:00Z",
        "Thu, 01 Jan 0000 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "00000000T000000Z", "99991231T235959Z",
    ]

    static let texts = [
        "", " ", "a", "\u{0}", "a\u{0}b", "\u{1}\u{8}\u{B}\u{C}\u{1F}\u{7F}\u{85}", "a\r\nX-Injected: b", "\u{FEFF}",
        "\u{FFFE}",
        "\u{FFFF}", "\u{10FFFF}", "\u{202E}abc", "e\u{301}", "👩‍👩‍👧‍👦", "İstanbul", "..", "../../../../etc/passwd", "/", "//",
        "a//b", "%",
        "%zz", "%00", "%2e%2e%2f", "*", "?", "${aws:username}", "${", "$", "&<>\"'", "]]>", "<!DOCTYPE a>", "{}", "[]",
        "null", "true", "false", "arn:", "arn:::::", "arn:aws:iam::111122223333:role/",
        "arn:aws:iam::111122223333:user//",
        "arn:aws:iam::99999999999999999999:role/x", "arn:aws:s3:::", "arn:aws:iam::aws:policy/", "arn:aws:iam:::role/a",
        "====", "AAA=A", "AAAA", "bytes=9223372036854775807-", "bytes=-9223372036854775807",
        "bytes=0-18446744073709551615",
        "bytes=5-1", "0.0.0.0/0", "255.255.255.255/33", "::/129", "1.2.3.4/-1", "::ffff:1.2.3.4/9223372036854775807",
        "https://127.0.0.1:99999/", "https://127.0.0.1:-1", "https://[", "https://", "http://", "1.9223372036854775807",
        "v9223372036854775807", "k=v,", "a=b&c=d", "!", ",", "a,,b", "a in (", "metadata.name=", "0",
        "/spec/containers/0",
    ]

    /// Policies whose conditions, sizes or nesting are hostile.
    static let policies: [String] =
        numbers.map { policy(#"{"NumericLessThan": {"aws:EpochTime": "\#($0)"}}"#) }
        + numbers.map { policy(#"{"NumericEqualsIfExists": {"aws:MultiFactorAuthAge": \#($0)}}"#) }
        + dates.map { policy(#"{"DateGreaterThan": {"aws:CurrentTime": "\#($0)"}}"#) }
        + numbers.map { policy(#"{"DateLessThan": {"aws:CurrentTime": "\#($0)"}}"#) }
        + ["::/129", "1.2.3.4/99999999999999999999", "0.0.0.0/-0"].map {
            policy(#"{"IpAddress": {"aws:SourceIp": "\#($0)"}}"#)
        }
        + [
            policy(#"{"StringLike": {"aws:userid": "\#(String(repeating: "*a", count: 500))"}}"#),
            policy(#"{"Bool": {"aws:SecureTransport": []}}"#), policy(#"{"BinaryEquals": {"a": "===="}}"#),
            policy(#"{"StringEquals": {"a": "${a, '${b, '"}}"#),
            nested("[", "]", 5000), nested(#"{"a":"#, "}", 5000), nested("{\"Statement\":[", "]}", 40),
        ]

    /// Tokens that nobody signed, with hostile claims.
    static let tokens: [String] =
        (numbers + ["null", "[]", "\"x\"", "{}", "true"]).flatMap { number in
            ["exp", "iat", "nbf"].map { claim in
                token(
                    #"{"iss": "https://127.0.0.1:1", "sub": "s", "aud": ["sts.amazonaws.com"], "\#(claim)": \#(number)}"#
                )
            }
        } + ["..", "a.b.c", "....", token("[]"), token("{}"), token(nested("[", "]", 3000))]

    /// Bytes that are no UTF-8.
    static let brokenBytes: [[UInt8]] = [
        [0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0x61, 0x80, 0x62],
    ]

    /// Too long for most things; a million characters.
    static let long = [
        String(repeating: "a", count: 1 << 20), String(repeating: "[", count: 1 << 20),
        String(repeating: "9", count: 1 << 20),
        String(repeating: "%", count: 1 << 16), String(repeating: "\u{301}", count: 1 << 16),
        String(repeating: "*?", count: 1 << 10),
    ]

    /// All texts but the long ones.
    static let all = numbers + nearlyNumbers + quantities + durations + dates + texts

    /// What stands in JSON where a value is wanted.
    static let fragments: [String] =
        numbers + ["null", "true", "false", "[]", "{}", "[null]", "[[]]", #""\u0000""#, #"{"":{}}"#]
        + [
            "[" + [String](repeating: "0", count: 5000).joined(separator: ",") + "]",
            "{" + (0..<2000).map { "\"k\($0)\":\"v\"" }.joined(separator: ",") + "}", nested("[", "]", 30),
        ]

    /// What is no JSON, or none that is taken.
    static let brokenFragments: [String] = [
        "NaN", "Infinity", "-", "01", "1.", "+1", "tru", #""\ud800""#, #""\udc00\ud800""#, #""\x""#, #"{"a":1,"a":2}"#,
        "[1,2,",
        "{\"a\"", nested("[", "]", 60), nested("[", "]", 5000), nested(#"{"a":"#, "}", 5000),
    ]

    private static func policy(_ condition: String) -> String {
        """
        {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": \(condition)}}
        """
    }

    private static func nested(_ open: String, _ close: String, _ depth: Int) -> String {
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
    }

    private static func token(_ claims: String) -> String {
        [#"{"alg":"RS256","kid":"a","typ":"JWT"}"#, claims, "signature"]
            .map { Base64Text.encode(Array($0.utf8)) }.joined(separator: ".")
    }

    /// Bytes for a form, a path or a query; bytes that are no UTF-8 only if `broken` ones are wanted.
    static func bytes(_ choice: inout SeededChoice, broken: Bool = false) -> [UInt8] {
        if broken { return choice.pick(brokenBytes) }
        if choice.isOne(in: 400) { return Array(choice.pick(long).utf8) }
        if choice.isOne(in: 10) { return Array(choice.pick(policies).utf8) }
        if choice.isOne(in: 10) { return Array(choice.pick(tokens).utf8) }
        return Array(choice.pick(all).utf8)
    }

    /// Bytes for the place of a JSON value; what is no JSON only if `broken` ones are wanted.
    static func fragment(_ choice: inout SeededChoice, broken: Bool = false) -> [UInt8] {
        if broken {
            // In quotes as they are, or no value at all.
            return choice.isOne(in: 2)
                ? [0x22] + choice.pick(brokenBytes) + [0x22] : Array(choice.pick(brokenFragments).utf8)
        }
        if choice.isOne(in: 2) { return Array(choice.pick(fragments).utf8) }
        return JSON.string(String(decoding: bytes(&choice), as: UTF8.self)).serialized()
    }

    /// What ends 64 bits, as JSON: tried wherever a number, a quantity or a time is wanted.
    static let ends = [
        "9223372036854775807", "-9223372036854775808", "\"9223372036854775807Ei\"", "\"-9223372036854775808m\"",
        "\"9223372036854775807\"", "1e9223372036854775807", "\"99999999999999999999-12-31T00:00:00Z\"",
    ]
}

/// Base64url without padding (RFC 4648 section 5).
private enum Base64Text {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    static func encode(_ bytes: [UInt8]) -> String {
        var result: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let number = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0...group.count { result.append(digits[number >> (18 - 6 * place) & 63]) }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
