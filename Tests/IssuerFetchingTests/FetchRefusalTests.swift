import IdentityTokens
import NIOCore
import Testing

@testable import IssuerFetching

/// What is never fetched.
struct FetchRefusalTests {
    @Test(arguments: [
        ("https://issuer.example", "issuer.example", 443, "/"),
        ("https://issuer.example:8443/a/b?c=d", "issuer.example", 8443, "/a/b?c=d"),
        ("https://issuer.example?c", "issuer.example", 443, "/?c"),
        ("https://[2001:db8::1]:8443/x", "2001:db8::1", 8443, "/x"),
        ("https://[2001:db8::1]", "2001:db8::1", 443, "/"),
    ])
    func `an https URL has a host, a port and a target`(
        _ text: String,
        _ host: String,
        _ port: Int,
        _ target: String
    ) throws {
        let url = try #require(HTTPSURL(text))
        #expect((url.host, url.port, url.target) == (host, port, target))
    }

    @Test(arguments: [
        "", "http://issuer.example", "https://", "https:///x", "https://user@issuer.example",
        "https://issuer.example#f",
        "https://issuer.example:0", "https://issuer.example:65536", "https://issuer.example:x", "https://a b",
        "https://issuer.example/\r\nx", "file:///etc/passwd", "https://é.example",
        "https://issuer.example/" + String(repeating: "a", count: 2048),
    ])
    func `anything else is refused before anybody is asked`(_ text: String) async {
        #expect(HTTPSURL(text) == nil)
        await #expect(throws: FetchFailure.refused("\(text) is not an https URL")) {
            try await HTTPSFetcher().fetch(text, thumbprints: [])
        }
    }

    @Test(arguments: [
        ("8.8.8.8", true), ("172.15.255.255", true), ("172.32.0.0", true), ("192.0.1.1", true), ("198.20.0.1", true),
        ("2a00:1450::1", true), ("::ffff:8.8.8.8", true), ("64:ff9b::808:808", true),
        ("127.0.0.1", false), ("10.1.2.3", false), ("172.16.0.1", false), ("172.31.255.255", false),
        ("192.168.1.1", false), ("169.254.169.254", false), ("169.254.170.23", false), ("100.64.0.1", false),
        ("0.0.0.0", false), ("224.0.0.1", false), ("255.255.255.255", false), ("192.0.2.1", false),
        ("198.51.100.1", false), ("203.0.113.1", false), ("198.18.0.1", false),
        ("::1", false), ("::", false), ("fe80::1", false), ("fd00:ec2::254", false), ("ff02::1", false),
        ("2001:db8::1", false), ("2001::1", false), ("::ffff:127.0.0.1", false), ("::ffff:169.254.169.254", false),
        ("64:ff9b::7f00:1", false), ("2002:7f00:1::", false), ("2002:a00:1::", false),
    ])
    func `only addresses of the public internet are public`(_ text: String, _ isPublic: Bool) throws {
        #expect(PublicAddress.isPublic(try SocketAddress(ipAddress: text, port: 443)) == isPublic)
    }

    @Test(arguments: [
        "https://127.0.0.1:1/", "https://[::1]:1/", "https://169.254.169.254/latest/", "https://localhost:1/",
    ])
    func `a private address is refused, however it is written`(_ url: String) async {
        var limits = HTTPSFetcher.Limits()
        limits.time = .seconds(300)
        let failure = await #expect(throws: FetchFailure.self) {
            try await HTTPSFetcher(limits: limits).fetch(url, thumbprints: [])
        }
        if case .refused? = failure { return }
        Issue.record("\(url): \(String(describing: failure))")
    }
}
