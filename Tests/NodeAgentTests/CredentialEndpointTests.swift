import NIOHTTP1
import Testing

@testable import NodeAgent

struct CredentialEndpointTests {
    @Test func `a pod's token gets its credentials, in AWS's form`() async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url)
        let token = podToken()
        let reply = try await running.ask(token)
        #expect(reply.status == 200)
        #expect(reply.head.contains("\r\nContent-Type: application/json\r\n"))
        #expect(
            reply.body
                == #"{"AccessKeyId":"ASIA","SecretAccessKey":"sec","Token":"tok","AccountId":"111122223333","#
                + #""Expiration":"2027-01-15T14:00:00Z"}"#
        )
        #expect(try await running.ask(token).body == reply.body)
        let call = try #require(service.calls.first)
        #expect(service.calls.count == 1)
        #expect(call.method == "POST")
        #expect(call.path == "/clusters/myeks/assume-role-for-pod-identity")
        #expect(call.body == #"{"token":"\#(token)"}"#)
        #expect(call.headers["content-type"] == ["application/json"])
        let signature = call.headers["authorization"].first ?? ""
        #expect(
            signature.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20270115/us-west-2/eks-auth/aws4_request,")
        )
        #expect(!running.log.contains(token))
        for secret in ["s3cr3t", #""tok""#, #""sec""#] { #expect(!running.log.contains(secret)) }
        let metrics = try await running.metrics().body
        for line in [
            #"pod_identity_http_response{code="200"} 2"#, #"pod_identity_cache_state{state="hit"} 1"#,
            #"pod_identity_cache_state{state="miss"} 1"#, #"pod_identity_cache_state{state="evicted"} 0"#,
            "# TYPE pod_identity_cache_errors counter", "process_resident_memory_bytes ",
        ] { #expect(metrics.contains("\n" + line), "\(line)") }
    }

    @Test(
        "what is wrong with a request is said as AWS's agent says it",
        arguments: [
            (nil, "127.0.0.1", "/v1/credentials", 400, "Service account token cannot be empty"),
            ("", "127.0.0.1", "/v1/credentials", 400, "Service account token cannot be empty"),
            (
                "a.b", "127.0.0.1", "/v1/credentials", 400,
                "Service account token cannot be parsed: token is malformed: token contains an invalid number of segments"
            ),
            (
                "Bearer e30.e30.x", "127.0.0.1", "/v1/credentials", 400,
                "Service account token cannot be parsed: token is malformed: could not base64 decode header: "
                    + "illegal base64 data at input byte 6"
            ),
            (
                podToken(claims: #"{"exp":1799999999}"#), "127.0.0.1", "/v1/credentials", 400,
                "Service account token failed basic claim validations: token is expired"
            ),
            (
                podToken(claims: #"{"nbf":1800000001}"#), "127.0.0.1", "/v1/credentials", 400,
                "Service account token failed basic claim validations: token is not valid yet"
            ),
            (
                podToken(), "evil.example", "/v1/credentials", 403,
                "Access Denied. Called agent through invalid address, please use either "
                    + "[169.254.170.23 fd00:ec2::23 127.0.0.1] address not evil.example"
            ),
            (podToken(), "127.0.0.1", "/", 404, "404 page not found"),
            (podToken(), "127.0.0.1", "/v1/credentials/", 404, "404 page not found"),
            (podToken(), "127.0.0.1", "/V1/credentials", 404, "404 page not found"),
        ] as [(String?, String, String, Int, String)]
    )
    func mistakes(_ token: String?, _ host: String, _ path: String, _ status: Int, _ body: String) async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url)
        let reply = try await running.ask(token, host: host, path: path)
        #expect(reply.status == status)
        #expect(reply.body == body + "\n")
        #expect(reply.head.contains("\r\nContent-Type: text/plain; charset=utf-8\r\n"))
        #expect(reply.head.contains("\r\nX-Content-Type-Options: nosniff\r\n"))
        #expect(service.calls.isEmpty)
    }

    @Test(
        "a host is taken without port and brackets, and compared letter by letter",
        arguments: [
            ("169.254.170.23", nil), ("169.254.170.23:80", nil), ("169.254.170.23:", nil), ("[fd00:ec2::23]", nil),
            ("[fd00:ec2::23]:80", nil), ("fd00:ec2::23", nil), ("localhost", "localhost"), ("", ""),
            ("FD00:EC2::23", "FD00:EC2::23"), ("fd00:ec2:0::23", "fd00:ec2:0::23"), ("evil.example:80", "evil.example"),
            ("169.254.170.23.evil.example", "169.254.170.23.evil.example"), ("[[fd00:ec2::23]]", "[fd00:ec2::23]"),
            ("169.254.170.23@evil.example", "169.254.170.23@evil.example"),
            ("169.254.170.23:80:80", "169.254.170.23:80:80"),
        ] as [(String, String?)]
    )
    func hosts(_ field: String, _ refused: String?) {
        let words = "Access Denied. Called agent through invalid address, please use either "
        #expect(
            HostRule().refusal(of: field)
                == refused.map { "\(words)[169.254.170.23 fd00:ec2::23] address not \($0)" }
        )
    }

    @Test(
        "what EKS Auth refuses is passed on with its status",
        arguments: [
            (refuse(400, "AccessDeniedException"), 400, "[r-1]: (AccessDeniedException): no, fault: client"),
            (refuse(400, "InvalidTokenException:http://x"), 400, "[r-1]: (InvalidTokenException): no, fault: client"),
            (refuse(400, "a.b#ExpiredTokenException"), 400, "[r-1]: (ExpiredTokenException): no, fault: client"),
            (refuse(404, "ResourceNotFoundException"), 404, "[r-1]: (ResourceNotFoundException): no, fault: client"),
            (refuse(400, "InvalidParameterException"), 400, "[r-1]: (InvalidParameterException): no, fault: client"),
            (refuse(400, "InvalidRequestException"), 400, "[r-1]: (InvalidRequestException): no, fault: client"),
            (refuse(429, "ThrottlingException"), 429, "[r-1]: (ThrottlingException): no, fault: client"),
            (refuse(500, "InternalServerException"), 500, "[r-1]: (InternalServerException): no, fault: server"),
            (
                refuse(503, "ServiceUnavailableException"), 503,
                "[r-1]: (ServiceUnavailableException): no, fault: server"
            ),
            (
                refuse(403, "UnrecognizedClientException"), 403,
                "[r-1]: (UnrecognizedClientException): no, fault: unknown"
            ),
            (
                FakeService.Answer(status: 403, body: #"{"__type":"x#Y","message":"m"}"#), 403,
                "[]: (Y): m, fault: unknown"
            ),
            (FakeService.Answer(status: 502, headers: [("x-amzn-requestid", "r-2")], body: "<html>"), 502, "[r-2]"),
            (FakeService.Answer(status: 200, headers: [("x-amzn-requestid", "r-2")], body: "<html>"), 500, "[r-2]"),
            (FakeService.Answer(status: 200, body: "{}"), 500, "[]"), (grant(arn: "r/s"), 500, "[r-1]"),
            (grant(expiration: "1800000015"), 500, "the credentials expire too soon, at 2027-01-15T08:00:15Z"),
            (grant(expiration: #""2027-01-15T14:00:00Z""#), 500, "[r-1]"),
        ] as [(FakeService.Answer, Int, String)]
    )
    func upstream(_ answer: FakeService.Answer, _ status: Int, _ body: String) async throws {
        let service = try await FakeService { _, _ in answer }
        let running = try await RunningAgent(eksAuth: service.url)
        let reply = try await running.ask(podToken())
        #expect(reply.status == status)
        #expect(reply.body == body + "\n")
    }

    @Test(
        "an answer without an association, or with fractions of a second, is one all the same",
        arguments: [
            (grant(association: ""), "2027-01-15T14:00:00Z"),
            (grant(expiration: "1.8000216e9"), "2027-01-15T14:00:00Z"),
            (grant(expiration: "1800021600.25"), "2027-01-15T14:00:00.25Z"),
            (grant(expiration: "1800021600.0"), "2027-01-15T14:00:00Z"),
        ] as [(FakeService.Answer, String)]
    )
    func expiration(_ answer: FakeService.Answer, _ text: String) async throws {
        let service = try await FakeService { _, _ in answer }
        let running = try await RunningAgent(eksAuth: service.url)
        #expect(try await running.ask(podToken()).body.contains(#""Expiration":"\#(text)""#))
    }

    @Test(
        "transient failures are tried three times, others once",
        arguments: [
            (refuse(503, "ServiceUnavailableException"), 3), (refuse(500, "InternalServerException"), 3),
            (refuse(429, "ThrottlingException"), 3), (refuse(400, "ThrottlingException"), 3),
            (refuse(400, "AccessDeniedException"), 1), (FakeService.Answer(status: 502), 3),
            (FakeService.Answer(status: 200), 1),
        ] as [(FakeService.Answer, Int)]
    )
    func retries(_ answer: FakeService.Answer, _ attempts: Int) async throws {
        let service = try await FakeService { _, _ in answer }
        let running = try await RunningAgent(eksAuth: service.url)
        _ = try await running.ask(podToken())
        #expect(service.calls.count == attempts)
        let patient = try await FakeService { _, number in number < 3 ? answer : grant() }
        let second = try await RunningAgent(eksAuth: patient.url)
        #expect(
            try await second.ask(podToken()).status
                == (attempts == 3 ? 200 : answer.status == 200 ? 500 : answer.status)
        )
    }

    @Test func `sixty-four cold callers cause one call of EKS Auth`() async throws {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        let service = try await FakeService { _, number in
            continuation.yield()
            return number == 1 ? refuse(503, "ServiceUnavailableException") : grant()
        }
        let running = try await RunningAgent(eksAuth: service.url)
        let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<64 { group.addTask { try await running.ask(podToken()).status } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(statuses == Array(repeating: 200, count: 64))
        // The first attempt, and the one after it.
        #expect(service.calls.count == 2)
        _ = stream
    }

    @Test func `a timeout says what was waited for`() async throws {
        let service = try await FakeService { _, _ in nil }
        let running = try await RunningAgent(eksAuth: service.url) {
            $0.upstream.total = 1000
            $0.environment["AWS_MAX_ATTEMPTS"] = "1"
        }
        let reply = try await running.ask(podToken())
        #expect(reply.status == 500)
        #expect(reply.body == "[]: EKS Auth at \(service.url): no answer within 1000 ms\n")
    }

    @Test func `a connection is waited for half a second, and the pod reads that it was a connection`() async throws {
        #expect(EKSAuthClient.limits.connecting == 500)
        #expect(EKSAuthClient.limits.total == 1000)
        let full = try FullBacklog()
        let running = try await RunningAgent(eksAuth: full.url) {
            $0.upstream = EKSAuthClient.limits
            $0.environment["AWS_MAX_ATTEMPTS"] = "1"
        }
        let began = ContinuousClock.now
        let reply = try await running.ask(podToken())
        #expect(ContinuousClock.now - began >= .milliseconds(499))
        #expect(reply.status == 500)
        #expect(reply.body == "[]: EKS Auth at \(full.url): no connection within 500 ms\n")
        #expect(running.log.contains("no connection within 500 ms"))
    }

    @Test func `EKS Auth down: cached credentials are served, readiness says why others are not`() async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url) { $0.environment["AWS_MAX_ATTEMPTS"] = "1" }
        let cached = try await running.ask(podToken("a")).body
        #expect(try await running.probe("/readyz").status == 200)
        let url = service.url
        try await service.stop()
        #expect(try await running.ask(podToken("b")).status == 500)
        #expect(try await running.ask(podToken("a")).body == cached)
        let ready = try await running.probe("/readyz")
        #expect(ready.status == 500)
        #expect(ready.body.hasPrefix("Internal Server Error occurred: EKS Auth at \(url): Connection refused"))
        let health = try await running.probe("/healthz")
        #expect(health.status == 200)
        #expect(health.body.isEmpty)
    }

    @Test func `more requests than the limit are too many`() async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url) { $0.options.requestsPerSecond = 4 }
        var statuses: [Int] = []
        for _ in 0..<3 { statuses.append(try await running.ask(podToken()).status) }
        #expect(statuses == [200, 200, 429])
        let reply = try await running.ask(podToken())
        #expect(reply.body == "Too Many Requests\n")
        running.setTime(at(1))
        #expect(try await running.ask(podToken()).status == 200)
    }
}
