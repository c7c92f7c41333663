import JSONTree
import PodIdentity
import PodIdentityWebhook
import Testing

@Suite struct ResponderTests {
    private func responder(_ bench: Bench, debugging: Bool = true, pending: [String] = []) -> WebhookResponder {
        WebhookResponder(webhook: bench.webhook, showsDebugging: debugging, pending: { pending })
    }

    @Test(
        "the https port's answers",
        arguments: [
            ("GET", "/healthz", "", nil, 200, "ok"), ("POST", "/readyz", "", nil, 200, "ok"),
            ("GET", "/", "", nil, 404, "404 page not found\n"),
            ("GET", "/mutate/", "", nil, 404, "404 page not found\n"),
            ("POST", "/mutate", "", nil, 415, "Invalid Content-Type, expected `application/json`\n"),
            (
                "POST", "/mutate", "", "application/json; charset=utf-8", 415,
                "Invalid Content-Type, expected `application/json`\n"
            ),
            ("POST", "/mutate", "a=%zz", "application/json", 400, "{\"error\": \"error parsing form\"}\n"),
            ("POST", "/mutate", "a;b", "application/json", 400, "{\"error\": \"error parsing form\"}\n"),
            (
                "PUT", "/mutate", "timeout=10s&a=%20", "application/json", 200,
                #"{"response":{"uid":"","allowed":false,"status":{"metadata":{},"message":"bad content"}}}"#
            ),
            (
                "GET", "/debug/alpha/deny", "", nil, 200,
                #"{"response":{"uid":"","allowed":false,"status":{"metadata":{},"message":"Test deny message"}}}"#
            ),
            ("GET", "/debug/alpha/500", "", nil, 500, "test error"),
        ] as [(String, String, String, String?, Int, String)]
    )
    func answers(
        method: String,
        path: String,
        query: String,
        contentType: String?,
        status: Int,
        body: String
    ) async {
        let request = WebhookRequest(method: method, path: path, query: query, contentType: contentType)
        let answer = await responder(Bench()).answer(request)
        #expect(answer.status == status)
        #expect(String(decoding: answer.body, as: UTF8.self) == body)
    }

    @Test func `debug routes are there only when asked for`() async {
        let responder = responder(Bench(), debugging: false)
        for path in ["/debug/alpha/deny", "/debug/alpha/500"] {
            #expect(await responder.answer(WebhookRequest(method: "GET", path: path)).status == 404)
        }
        for path in ["/debug/alpha/cache", "/debug/alpha/cache/clear", "/healthz"] {
            #expect(responder.answerMetrics(WebhookRequest(method: "GET", path: path)).status == 404)
        }
    }

    @Test func `not ready until every cache is read, healthy all the same`() async {
        let responder = responder(Bench(), pending: ["service accounts", "the certificate"])
        let answer = await responder.answer(WebhookRequest(method: "GET", path: "/readyz"))
        #expect(answer.status == 503)
        #expect(String(decoding: answer.body, as: UTF8.self) == "waiting for service accounts, the certificate")
        #expect(await responder.answer(WebhookRequest(method: "GET", path: "/healthz")).status == 200)
    }

    @Test func `what is waited for`() {
        let knowledge = ServiceAccountKnowledge(watchesConfigMap: true)
        #expect(knowledge.pending == ["service accounts", "the ConfigMap"])
        knowledge.replaceAccounts([:])
        knowledge.replaceRules(ConfigMapRules())
        #expect(knowledge.pending.isEmpty)
        #expect(ServiceAccountKnowledge(watchesConfigMap: false).pending == ["service accounts"])
    }

    @Test func `the cache as AWS's debug route shows it, and cleared`() throws {
        let bench = Bench(accounts: ["n/s": arn])
        let responder = responder(bench)
        let shown = try JSON(
            parsing: responder.answerMetrics(WebhookRequest(method: "GET", path: "/debug/alpha/cache")).body
        )
        let expected = """
            {"n/s":{"RoleARN":"\(arn)","Audience":"sts.amazonaws.com","UseRegionalSTS":false,"TokenExpiration":86400}}
            """
        #expect(shown.text() == expected)
        _ = responder.answerMetrics(WebhookRequest(method: "GET", path: "/debug/alpha/cache/clear"))
        #expect(bench.knowledge.count == 0)
        #expect(bench.knowledge.pending.isEmpty)
    }

    @Test func `metrics: AWS's names, and seconds beside microseconds`() async {
        let bench = Bench(accounts: ["n/s": arn])
        let responder = responder(bench)
        _ = await responder.answer(WebhookRequest(method: "POST", path: "/mutate", contentType: "application/json"))
        _ = await responder.answer(WebhookRequest(method: "GET", path: "/healthz"))
        let answer = responder.answerMetrics(WebhookRequest(method: "GET", path: "/metrics"))
        let text = String(decoding: answer.body, as: UTF8.self)
        for line in [
            #"http_request_count{code="200",path="/mutate",verb="POST"} 1"#,
            #"http_request_latencies_bucket{path="/mutate",verb="POST",le="125000"} 1"#,
            #"http_request_latencies_bucket{path="/mutate",verb="POST",le="8e+06"} 1"#,
            #"http_request_latencies_bucket{path="/mutate",verb="POST",le="+Inf"} 1"#,
            #"http_request_duration_microseconds_count{path="/mutate",verb="POST"} 1"#,
            #"lanyard_webhook_request_duration_seconds_count{path="/mutate",verb="POST"} 1"#,
            "pod_identity_webhook_used 1", "lanyard_webhook_service_accounts 1",
        ] {
            #expect(text.contains(line + "\n"), "\(line)")
        }
        #expect(!text.contains("/healthz"))
        #expect(answer.contentType.hasPrefix("text/plain; version=0.0.4"))
    }
}
