import LoopbackTLS
import NIOSSL
import Testing

@testable import KubernetesService
@testable import WebhookCalling

/// Reviews posted to webhooks on loopback, and the answers that are none.
struct WebhookCallTests {
    private let authority: TestAuthority

    init() throws {
        authority = try TestAuthority()
    }

    /// What a call of a server comes to: the answer, or the reason that there is none.
    private func post(
        tls: TLSConfiguration? = nil,
        serverName: String = "web.default.svc",
        authorities: String? = nil,
        seconds: Int = 300,
        answer: @escaping @Sendable (String, LoopbackServer) -> LoopbackServer.Answer = { _, _ in .document("{}") }
    ) async throws -> (result: Result<String, WebhookFailure>, targets: [String], port: Int) {
        let configuration = try tls ?? authority.server(name: "web.default.svc", above: [authority])
        let server = try await LoopbackServer.start(configuration, answer: answer)
        let result = try await post(
            to: server,
            serverName: serverName,
            authorities: authorities ?? authority.pem,
            seconds: seconds
        )
        await server.stop()
        return (result, server.targets, server.port)
    }

    private func post(
        to server: LoopbackServer,
        serverName: String = "web.default.svc",
        authorities: String,
        seconds: Int
    ) async throws -> Result<String, WebhookFailure> {
        let call = WebhookCall(
            host: "127.0.0.1",
            port: server.port,
            serverName: serverName,
            authority: "web.default.svc:443",
            target: "/mutate?timeout=5s",
            certificateAuthorities: authorities,
            seconds: seconds,
            body: Array("{}".utf8)
        )
        do throws(WebhookFailure) {
            return .success(String(decoding: try await HTTPSWebhookCaller().post(call), as: UTF8.self))
        } catch {
            return .failure(error)
        }
    }

    @Test func `a review is posted to the path, and the answer is the body`() async throws {
        let posted = try await post { _, _ in .document(#"{"response":{}}"#) }
        #expect(posted.result == .success(#"{"response":{}}"#))
        #expect(posted.targets == ["/mutate?timeout=5s"])
    }

    @Test(arguments: [301, 307, 404, 500, 503])
    func `any status but 200 is a failure, and no redirect is followed`(_ status: Int) async throws {
        let posted = try await post { _, server in
            .bytes(
                "HTTP/1.1 \(status) Words\r\nlocation: https://127.0.0.1:\(server.port)/other\r\n"
                    + "content-length: 0\r\n\r\n"
            )
        }
        #expect(posted.targets.count == 1)
        guard case .failure(let failure) = posted.result else {
            Issue.record("\(posted.result)")
            return
        }
        #expect(failure.reason.hasPrefix("the server answered with status \(status)"))
    }

    @Test(arguments: [(3 << 20, true), ((3 << 20) + 1, false)])
    func `an answer has three MiB at most`(_ size: Int, _ isTaken: Bool) async throws {
        let posted = try await post { _, _ in .document(String(repeating: "a", count: size)) }
        if isTaken {
            #expect((try? posted.result.get())?.utf8.count == size)
        } else {
            #expect(posted.result == .failure(WebhookFailure("the answer is longer than 3145728 bytes")))
        }
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{", "SSH-2.0\r\n"])
    func `an answer that breaks off is none`(_ bytes: String) async throws {
        let posted = try await post { _, _ in .bytes(bytes) }
        #expect(throws: WebhookFailure.self) { try posted.result.get() }
    }

    @Test func `a certificate for another name, of another authority, or of the past is told as such`() async throws {
        let stranger = try TestAuthority("stranger")
        let name = "web.default.svc"
        for (tls, serverName) in [
            (try authority.server(name: name, above: [authority]), "other.default.svc"),
            (try stranger.server(name: name, above: [stranger]), name),
            (try authority.server(name: name, above: [authority], isExpired: true), name),
        ] {
            let posted = try await post(tls: tls, serverName: serverName)
            guard case .failure(let failure) = posted.result else {
                Issue.record("\(posted.result)")
                continue
            }
            let words = "the certificate is not valid for \(serverName) under the caBundle, or there is no TLS"
            #expect(failure.reason.contains(words), "\(failure.reason)")
            // The reason counts, not where in whose source it arose.
            #expect(failure.reason.contains("CERTIFICATE_VERIFY_FAILED") || serverName != name, "\(failure.reason)")
            #expect(!failure.reason.contains(".cc:") && !failure.reason.contains(" at /"), "\(failure.reason)")
            // Nothing is sent to who is not trusted.
            #expect(posted.targets == [])
        }
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{"])
    func `a webhook that stops in the middle is given up when its time is over`(_ bytes: String) async throws {
        let posted = try await post(seconds: 1) { _, _ in .bytes(bytes, thenCloses: false) }
        let reason =
            "Post \"https://web.default.svc:443/mutate?timeout=5s\": context deadline exceeded (no answer within 1 seconds)"
        #expect(posted.result == .failure(WebhookFailure(reason)))
    }

    @Test(.timeLimit(.minutes(1))) func `so is one that never shakes hands`() async throws {
        let server = try await LoopbackServer.start(nil)
        let result = try await post(to: server, authorities: try authority.pem, seconds: 1)
        await server.stop()
        guard case .failure(let failure) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(failure.reason.contains("context deadline exceeded"))
    }

    @Test func `a port where nobody listens is told`() async throws {
        let server = try await LoopbackServer.start(nil)
        await server.stop()
        let result = try await post(to: server, authorities: try authority.pem, seconds: 300)
        guard case .failure(let failure) = result else {
            Issue.record("\(result)")
            return
        }
        #expect(failure.reason.hasPrefix("Post \"https://web.default.svc:443/mutate?timeout=5s\": "))
    }
}
