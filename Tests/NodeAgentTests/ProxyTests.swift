import AWSVocabulary
import NIOCore
import NIOHTTP1
import Testing

@testable import NodeAgent

struct ProxyTests {
    private func rules(_ environment: [String: String]) -> ProxyRules { ProxyRules(Environment(environment)) }

    /// `direct`, a proxy's host and port, or `unusable`.
    private func way(_ route: ProxyRules.Route) -> String {
        switch route {
        case .direct: "direct"
        case .through(let proxy): "\(proxy)"
        case .unusable: "unusable"
        }
    }

    @Test(
        "the service's scheme chooses the variable, in upper case before lower case",
        arguments: [
            ([:], "https://a.b", "direct"), (["HTTPS_PROXY": "http://p:3128"], "https://a.b", "p:3128"),
            (["HTTPS_PROXY": "http://p:3128"], "http://a.b", "direct"),
            (["HTTP_PROXY": "p:3128"], "http://a.b", "p:3128"), (["HTTP_PROXY": "p:3128"], "https://a.b", "direct"),
            (["https_proxy": "http://q"], "https://a.b", "q:80"),
            (["HTTPS_PROXY": "http://p", "https_proxy": "http://q"], "https://a.b", "p:80"),
            (["HTTPS_PROXY": "", "https_proxy": "http://q/"], "https://a.b", "q:80"),
            (["HTTPS_PROXY": "http://[fd00::1]:8080"], "https://a.b", "[fd00::1]:8080"),
            (["HTTPS_PROXY": "socks5://p:1080"], "https://a.b", "unusable"),
            (["HTTPS_PROXY": "https://p"], "https://a.b", "unusable"),
            (["HTTPS_PROXY": "http://"], "https://a.b", "unusable"),
            (["HTTPS_PROXY": "http://p:99999"], "https://a.b", "unusable"),
            (["HTTPS_PROXY": "socks5://p", "NO_PROXY": "a.b"], "https://a.b", "direct"),
        ] as [([String: String], String, String)]
    )
    func variables(_ environment: [String: String], _ url: String, _ expected: String) throws {
        #expect(way(rules(environment).route(to: try #require(ServiceURL(url)))) == expected)
    }

    @Test(
        "NO_PROXY lists what is called directly, as Go reads it",
        arguments: [
            ("", "https://eks.example", false), ("*", "https://eks.example", true),
            ("eks.example", "https://eks.example", true), ("eks.example", "https://a.eks.example", true),
            ("eks.example", "https://noeks.example", false), (".eks.example", "https://eks.example", false),
            (".eks.example", "https://a.eks.example", true), ("*.eks.example", "https://a.eks.example", true),
            ("*.eks.example", "https://eks.example", false), (" a.b , EKS.example ", "https://eks.EXAMPLE", true),
            ("eks.example:443", "https://eks.example", true), ("eks.example:8443", "https://eks.example", false),
            ("eks.example:x", "https://eks.example", false),
            ("10.1.2.3", "https://10.1.2.3", true), ("10.1.2.3:443", "https://10.1.2.3", true),
            ("10.1.2.3:80", "https://10.1.2.3", false), ("10.1.0.0/16", "https://10.1.2.3", true),
            ("10.1.0.0/16", "https://10.2.2.3", false), ("10.1.2.3/32", "https://10.1.2.2", false),
            ("0.0.0.0/0", "https://10.2.2.3", true), ("0.0.0.0/0", "https://[fd00::1]", false),
            ("fd00::/8", "https://[fd12::1]", true), ("fd00::1", "https://[fd00:0::1]", true),
            ("[fd00::1]:443", "https://[fd00::1]", true), ("10.1.0.0/99", "https://10.1.2.3", false),
            (",,:,/", "https://eks.example", false),
            ("", "https://localhost:4580", true), ("", "http://127.0.0.9", true), ("", "https://[::1]", true),
            ("", "https://localhost.example", false), ("", "https://169.254.169.254", false),
        ] as [(String, String, Bool)]
    )
    func exceptions(_ list: String, _ url: String, _ isDirect: Bool) throws {
        let rules = rules(["HTTPS_PROXY": "http://p:1", "HTTP_PROXY": "http://p:1", "no_proxy": list])
        #expect((rules.route(to: try #require(ServiceURL(url))) == .direct) == isDirect)
    }

    @Test(
        "a user of the URL is sent as Basic, and never printed",
        arguments: [
            ("http://p", nil), ("http://user:pass@p", "Basic dXNlcjpwYXNz"), ("user@p:1", "Basic dXNlcjo="),
            ("http://u%40d:p%3A%2f@p", "Basic dUBkOnA6Lw=="), ("http://a:b@c@p", "Basic YTpiQGM="),
        ] as [(String, String?)]
    )
    func users(_ text: String, _ field: String?) throws {
        let proxy = try Proxy(text)
        #expect(proxy.authorization?.exposed == field)
        #expect(proxy.host == "p")
        var dumped = ""
        dump(proxy, to: &dumped)
        for secret in ["pass", field ?? "Basic"] { #expect(!"\(proxy)\(dumped)".contains(secret)) }
    }

    @Test func `a mistake in the URL is told without its user`() {
        let error = #expect(throws: Proxy.Unusable.self) { try Proxy("http://user:secret@p:port") }
        #expect(error?.description.contains("secret") == false)
    }

    @Test func `a plain service is asked by its full URL, through the proxy`() async throws {
        // The proxy is asked for a name that nothing else could resolve.
        let proxy = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: "http://eks-auth.invalid") {
            $0.environment["HTTP_PROXY"] = proxy.url.replacing("http://", with: "http://user:pass@")
        }
        #expect(try await running.ask(podToken()).status == 200)
        let call = try #require(proxy.calls.first)
        #expect(call.path == "http://eks-auth.invalid/clusters/myeks/assume-role-for-pod-identity")
        #expect(call.headers["host"] == ["eks-auth.invalid"])
        #expect(call.headers["proxy-authorization"] == ["Basic dXNlcjpwYXNz"])
        #expect(running.log.contains("called through a proxy"))
        for secret in ["pass@", "dXNlcjpwYXNz"] { #expect(!running.log.contains(secret)) }
    }

    @Test func `services that NO_PROXY lists are called directly`() async throws {
        let proxy = try await FakeService { _, _ in refuse(500, "InternalServerException") }
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url) { $0.environment["HTTP_PROXY"] = proxy.url }
        #expect(try await running.ask(podToken()).status == 200)
        #expect(proxy.calls.isEmpty)
    }

    @Test func `a service over TLS is asked for by CONNECT, and what the proxy says against it is told`() async throws {
        let proxy = try await FakeService { _, _ in FakeService.Answer(status: 407) }
        let running = try await RunningAgent(eksAuth: "https://eks-auth.invalid") {
            $0.environment["HTTPS_PROXY"] = proxy.url.replacing("http://", with: "http://user:pass@")
            $0.environment["AWS_MAX_ATTEMPTS"] = "1"
        }
        let reply = try await running.ask(podToken())
        let place = proxy.url.replacing("http://", with: "")
        #expect(
            reply.body
                == "[]: EKS Auth at https://eks-auth.invalid: the proxy at \(place) answered CONNECT with status 407\n"
        )
        let call = try #require(proxy.calls.first)
        #expect(call.method == "CONNECT")
        #expect(call.path == "eks-auth.invalid:443")
        #expect(call.headers["host"] == ["eks-auth.invalid:443"])
        #expect(call.headers["proxy-authorization"] == ["Basic dXNlcjpwYXNz"])
    }

    @Test func `a proxy that does not answer is what the timeout tells of`() async throws {
        let proxy = try await FakeService { _, _ in nil }
        let running = try await RunningAgent(eksAuth: "https://eks-auth.invalid") {
            $0.environment["HTTPS_PROXY"] = proxy.url
            $0.environment["AWS_MAX_ATTEMPTS"] = "1"
            $0.upstream.total = 500
        }
        let place = proxy.url.replacing("http://", with: "")
        #expect(
            try await running.ask(podToken()).body
                == "[]: EKS Auth at https://eks-auth.invalid through the proxy at \(place): no tunnel within 500 ms\n"
        )
    }

    @Test func `a proxy variable that names no proxy fails the calls, which do not go around it`() async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url.replacing("127.0.0.1", with: "eks-auth.invalid")) {
            $0.environment["HTTP_PROXY"] = "socks5://127.0.0.1:1"
            $0.environment["AWS_MAX_ATTEMPTS"] = "1"
        }
        let reply = try await running.ask(podToken())
        #expect(reply.status == 500)
        #expect(reply.body.contains("HTTP_PROXY cannot be used: proxies of the scheme `socks5` are not supported"))
        #expect(running.log.contains("calls by http will fail"))
    }
}
