import LoopbackTLS
import Testing

@testable import NodeAgent

/// EKS Auth over TLS, directly and through a proxy's tunnel.
struct SecureServiceTests {
    private static let host = "eks-auth.invalid"

    @Test(
        "a service is believed by the certificates of AWS_CA_BUNDLE, and for its own name",
        arguments: [
            ("localhost", true, 200), ("localhost", false, 500), ("other.example", true, 500),
        ]
    )
    func direct(_ name: String, _ isTrusted: Bool, _ status: Int) async throws {
        let files = try TemporaryFiles()
        let (authority, stranger) = (try TestAuthority(), try TestAuthority("stranger"))
        let bundle = try files.write(isTrusted ? authority.pem : stranger.pem)
        let server = try await LoopbackServer.start(try authority.server(name: name)) { _, _ in .document(grant().body)
        }
        let running = try await RunningAgent(eksAuth: "https://localhost:\(server.port)") {
            $0.environment["AWS_CA_BUNDLE"] = bundle
            $0.environment["AWS_MAX_ATTEMPTS"] = "1"
        }
        let reply = try await running.ask(podToken())
        #expect(reply.status == status, "\(reply.body)")
        #expect(server.targets.count == (status == 200 ? 1 : 0))
        await server.stop()
    }

    @Test("through a tunnel the service's certificate counts, not the proxy", arguments: [true, false])
    func tunnel(_ isTrusted: Bool) async throws {
        let files = try TemporaryFiles()
        let authority = try TestAuthority()
        let bundle = try files.write(isTrusted ? authority.pem : TestAuthority("stranger").pem)
        let server = try await LoopbackServer.start(try authority.server(name: Self.host)) { _, _ in
            .document(grant().body)
        }
        let proxy = try await ConnectProxy(to: server.port)
        let running = try await RunningAgent(eksAuth: "https://\(Self.host)") {
            $0.environment["HTTPS_PROXY"] = proxy.url.replacing("http://", with: "http://user:pass@")
            $0.environment["AWS_CA_BUNDLE"] = bundle
            $0.environment["AWS_MAX_ATTEMPTS"] = "1"
        }
        let reply = try await running.ask(podToken())
        #expect(reply.status == (isTrusted ? 200 : 500), "\(reply.body)")
        #expect(
            server.targets == (isTrusted ? ["/clusters/myeks/assume-role-for-pod-identity"] : []),
            "the request is read by the service alone"
        )
        let head = try #require(proxy.heads.first)
        #expect(head.hasPrefix("CONNECT \(Self.host):443 HTTP/1.1\r\nHost: \(Self.host):443\r\n"))
        #expect(head.contains("\r\nProxy-Authorization: Basic dXNlcjpwYXNz\r\n"))
        for secret in [podToken(), "AWS4-HMAC-SHA256"] { #expect(!head.contains(secret)) }
        await server.stop()
    }
}
