import Ambient
import IdentityTokens
import JSONTree
import LoopbackTLS
import NIOCore
import NIOSSL
import Testing

@testable import IssuerFetching

/// What is fetched from servers on loopback, and what of theirs is refused.
struct FetchTests {
    private let authority: TestAuthority

    init() throws {
        authority = try TestAuthority()
    }

    private func limits(trusting: Bool = true, time: Duration = .seconds(300)) throws -> HTTPSFetcher.Limits {
        var limits = HTTPSFetcher.Limits()
        limits.privateHosts = ["localhost"]
        limits.maximumBytes = 1000
        limits.time = time
        if trusting { limits.additionalRoots = try authority.pem }
        return limits
    }

    /// Fetches `/document` from a server that runs as long as that takes.
    private func fetch(
        _ limits: HTTPSFetcher.Limits? = nil,
        tls: TLSConfiguration? = nil,
        thumbprints: [String] = [],
        answer: @escaping @Sendable (String, LoopbackServer) -> LoopbackServer.Answer = { _, _ in .document("{}") }
    ) async throws -> Result<FetchedDocument, FetchFailure> {
        let server = try await LoopbackServer.start(tls ?? authority.server(above: [authority]), answer: answer)
        let wanted = try limits ?? self.limits()
        let result = await Self.fetch("document", from: server, wanted, thumbprints)
        await server.stop()
        return result
    }

    private static func fetch(
        _ path: String,
        from server: LoopbackServer,
        _ limits: HTTPSFetcher.Limits,
        _ thumbprints: [String] = []
    ) async -> Result<FetchedDocument, FetchFailure> {
        do throws(FetchFailure) {
            let url = "https://localhost:\(server.port)/\(path)"
            return .success(try await HTTPSFetcher(limits: limits).fetch(url, thumbprints: thumbprints))
        } catch {
            return .failure(error)
        }
    }

    private static func isUntrusted(_ result: Result<FetchedDocument, FetchFailure>) -> Bool {
        if case .failure(.untrusted) = result { true } else { false }
    }

    // MARK: Whom is believed

    @Test func `a server under a trusted authority is believed`() async throws {
        let found = try await fetch { _, _ in .document(#"{"a":1}"#) }
        #expect(found == .success(FetchedDocument(body: Array(#"{"a":1}"#.utf8), verification: .trustStore)))
    }

    @Test func `a server under an unknown authority is believed by that authority's thumbprint alone`() async throws {
        let untrusting = try limits(trusting: false)
        let thumbprint = try authority.thumbprint
        let other = try TestAuthority("other").thumbprint
        for known in [[thumbprint], [other, thumbprint], [thumbprint.uppercased()]] {
            let found = try await fetch(untrusting, thumbprints: known)
            #expect(found == .success(FetchedDocument(body: Array("{}".utf8), verification: .thumbprint)))
        }
        for unknown in [[], [other], [String(thumbprint.dropLast())], [""]] {
            #expect(Self.isUntrusted(try await fetch(untrusting, thumbprints: unknown)), "\(unknown)")
        }
    }

    @Test func `an intermediate is the topmost certificate if its server does not send the root`() async throws {
        let intermediate = try TestAuthority("intermediate", under: authority)
        let tls = try intermediate.server(above: [intermediate])
        let untrusting = try limits(trusting: false)
        let found = try await fetch(untrusting, tls: tls, thumbprints: [try intermediate.thumbprint])
        #expect(found == .success(FetchedDocument(body: Array("{}".utf8), verification: .thumbprint)))
        // The root's is not what the server presents.
        #expect(Self.isUntrusted(try await fetch(untrusting, tls: tls, thumbprints: [try authority.thumbprint])))
    }

    @Test func `a thumbprint does not vouch for another name, a chain that does not hold, or a time that is over`()
        async throws
    {
        let untrusting = try limits(trusting: false)
        let thumbprints = [try authority.thumbprint]
        let stranger = try TestAuthority("stranger")
        for tls in [
            try authority.server(name: "other.example", above: [authority]),
            // The known certificate on top of a chain that it has not signed.
            try stranger.server(above: [authority]), try authority.server(above: [authority], isExpired: true),
        ] {
            #expect(Self.isUntrusted(try await fetch(untrusting, tls: tls, thumbprints: thumbprints)))
        }
    }

    @Test func `nor does a trusted authority vouch for another name`() async throws {
        let tls = try authority.server(name: "other.example", above: [authority])
        #expect(Self.isUntrusted(try await fetch(tls: tls)))
    }

    // MARK: What is answered

    @Test(arguments: [301, 302, 303, 307, 308])
    func `a redirect is not followed, wherever it leads`(_ status: Int) async throws {
        let other = try await LoopbackServer.start(authority.server(above: [authority]))
        let place = "https://localhost:\(other.port)/elsewhere"
        let found = try await fetch { target, server in
            let place = status == 301 ? "https://localhost:\(server.port)/again" : place
            guard target == "/document" else { return .document("{}") }
            return .bytes("HTTP/1.1 \(status) Moved\r\nlocation: \(place)\r\ncontent-length: 0\r\n\r\n")
        }
        #expect(found == .failure(.unreachable("localhost answered with status \(status)")))
        #expect(other.targets == [])
        await other.stop()
    }

    @Test(arguments: [404, 500, 204, 100])
    func `a document comes with status 200`(_ status: Int) async throws {
        let found = try await fetch { _, _ in .bytes("HTTP/1.1 \(status) Status\r\ncontent-length: 0\r\n\r\n") }
        if case .failure(.unreachable) = found { return }
        Issue.record("\(status): \(found)")
    }

    @Test(arguments: [(1000, true), (1001, false), (100_000, false)])
    func `a document has so many bytes at most, however its length is told`(_ size: Int, _ isFetched: Bool) async throws
    {
        let text = String(repeating: "a", count: size)
        let chunks = String(size, radix: 16) + "\r\n" + text + "\r\n0\r\n\r\n"
        for answer in [
            "content-length: \(size)\r\n\r\n\(text)", "transfer-encoding: chunked\r\n\r\n\(chunks)",
            "connection: close\r\n\r\n\(text)",
        ] {
            let found = try await fetch { _, _ in .bytes("HTTP/1.1 200 OK\r\n" + answer) }
            let expected: Result<FetchedDocument, FetchFailure> =
                isFetched
                ? .success(FetchedDocument(body: Array(text.utf8), verification: .trustStore))
                : .failure(.refused("localhost answered with more than 1000 bytes"))
            #expect(found == expected, "\(answer.prefix(30))")
        }
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{", "HTTP/1.1 200 OK\r\n", "", "SSH-2.0-OpenSSH\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
    ])
    func `an answer that breaks off, or is none, is no document`(_ bytes: String) async throws {
        let found = try await fetch { _, _ in .bytes(bytes) }
        if case .failure(.unreachable) = found { return }
        Issue.record("\(found)")
    }

    @Test func `header fields without end are refused`() async throws {
        let fields = (1...20_000).map { "x-\($0): y\r\n" }.joined()
        let found = try await fetch { _, _ in .bytes("HTTP/1.1 200 OK\r\n\(fields)", thenCloses: false) }
        if case .failure(.unreachable(let reason)) = found, !reason.contains("did not answer within") { return }
        Issue.record("\(found)")
    }

    // MARK: How long it takes

    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{\"a\""]
    )
    func `a server that stops in the middle is given up when its time is over`(_ bytes: String) async throws {
        let limits = try limits(time: .milliseconds(500))
        let found = try await fetch(limits) { _, _ in .bytes(bytes, thenCloses: false) }
        #expect(found == .failure(.unreachable("localhost did not answer within 0.5 seconds")))
    }

    @Test(.timeLimit(.minutes(1)))
    func `one that does not even shake hands, too, and when its certificates are asked for`() async throws {
        let server = try await LoopbackServer.start(nil)
        var limits = try limits(time: .milliseconds(300))
        let late = FetchFailure.unreachable("localhost did not answer within 0.3 seconds")
        #expect(await Self.fetch("document", from: server, limits) == .failure(late))
        limits.privateHosts = ["localhost"]
        await #expect(throws: late) {
            try await HTTPSFetcher(limits: limits).topCertificateThumbprint(host: "localhost", port: server.port)
        }
        await server.stop()
    }

    @Test(.timeLimit(.minutes(1)))
    func `a name server that takes its time is not waited for longer`() async throws {
        let isOver = DispatchedWait()
        let resolver = NameResolver { _, _ in
            isOver.wait()
            throw FetchFailure.unreachable("too late")
        }
        let fetcher = HTTPSFetcher(limits: try limits(time: .milliseconds(200)), resolver: resolver)
        await #expect(throws: FetchFailure.unreachable("slow.example did not answer within 0.2 seconds")) {
            try await fetcher.fetch("https://slow.example/", thumbprints: [])
        }
        isOver.end()
    }

    // MARK: Where it is

    @Test(arguments: [
        "127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::a00:1",
        "fd00:ec2::23", "2002:7f00:1::",
    ])
    func `a name for a private address is refused, whatever the name is like`(
        _ address: String
    ) async throws {
        let resolver = NameResolver { _, _ in try SocketAddress(ipAddress: address, port: 1) }
        var limits = HTTPSFetcher.Limits()
        limits.privateHosts = ["allowed.example"]
        limits.time = .seconds(300)
        let fetcher = HTTPSFetcher(limits: limits, resolver: resolver)
        for name in ["issuer.example", "sub.allowed.example", "allowed.example.", "allowed.example.evil.example"] {
            await #expect(
                throws: FetchFailure.refused(
                    "\(name) has a private address, and is not among the hosts that may have one"
                )
            ) { try await fetcher.fetch("https://\(name)/", thumbprints: []) }
            await #expect(throws: FetchFailure.self) { try await fetcher.topCertificateThumbprint(host: name, port: 1) }
        }
    }

    @Test func `a host that may have a private address is connected to`() async throws {
        let server = try await LoopbackServer.start(authority.server(above: [authority]))
        let port = server.port
        let resolver = NameResolver { _, _ in try SocketAddress(ipAddress: "127.0.0.1", port: port) }
        for (host, isAllowed) in [("localhost", true), ("other.example", false)] {
            let fetcher = HTTPSFetcher(limits: try limits(), resolver: resolver)
            let found = try? await fetcher.fetch("https://\(host):\(port)/document", thumbprints: [])
            #expect((found != nil) == isAllowed)
        }
        #expect(server.targets == ["/document"])
        await server.stop()
    }

    // MARK: Discovery

    /// The keys that a server publishes for itself; `ME` stands for what it is asked as.
    private func discover(
        issuer: String,
        keys: String
    ) async throws -> (result: Result<Int, TokenRejection>, targets: [String]) {
        let server = try await LoopbackServer.start(authority.server(above: [authority])) { target, server in
            guard target == "/id/.well-known/openid-configuration" else { return .document(#"{"keys":[]}"#) }
            let me = "https://localhost:\(server.port)/id"
            let document = DiscoveryDocument(
                issuer: issuer.replacing("ME", with: me),
                keySetURL: keys.replacing("ME", with: me)
            )
            return .document(document.json.text())
        }
        let foreign = ForeignIssuerKeys(
            fetcher: HTTPSFetcher(limits: try limits()),
            clock: .fixed(Timestamp(seconds: 1000))
        )
        var result: Result<Int, TokenRejection>
        do throws(TokenRejection) {
            let me = "https://localhost:\(server.port)/id"
            let found = try await foreign.keys(issuer: me, thumbprints: [], wanted: nil)
            result = .success(found.keys.keys.count)
        } catch {
            result = .failure(error)
        }
        await server.stop()
        return (result, server.targets)
    }

    @Test func `keys are found by discovery`() async throws {
        let found = try await discover(issuer: "ME", keys: "ME/keys")
        #expect(found.result == .success(0))
        #expect(found.targets == ["/id/.well-known/openid-configuration", "/id/keys"])
    }

    @Test(arguments: [
        ("ME/", "ME/keys", "is about the issuer"), ("https://other.example", "ME/keys", "is about the issuer"),
        ("", "ME/keys", "is about the issuer"), ("ME", "http://localhost/keys", "no https URL"),
        ("ME", "https://127.0.0.1:1/keys", "has a private address"),
        ("ME", "https://169.254.169.254/keys", "has a private address"),
        ("ME", "https://[::ffff:127.0.0.1]/keys", "has a private address"),
        ("ME", "https://me@localhost/keys", "is not an https URL"),
    ])
    func `an issuer that says it is another, and keys that are not at https, or within, are refused`(
        _ issuer: String,
        _ keys: String,
        _ reason: String
    ) async throws {
        let found = try await discover(issuer: issuer, keys: keys)
        #expect(found.targets == ["/id/.well-known/openid-configuration"])
        guard case .failure(.keysUnavailable(let told)) = found.result else {
            Issue.record("\(found.result)")
            return
        }
        #expect(told.contains(reason), "\(told)")
    }
}
