import Ambient
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

@testable import NodeAgent

/// What AWS's agent does beside the paths that other suites are about, a row of its behaviour each.
struct AgentRowTests {
    @Test(
        "any method is served on the exact path, with a query or without",
        arguments: [
            ("GET", "/v1/credentials", 200), ("POST", "/v1/credentials", 200), ("PUT", "/v1/credentials", 200),
            ("DELETE", "/v1/credentials", 200), ("OPTIONS", "/v1/credentials", 200), ("HEAD", "/v1/credentials", 200),
            ("GET", "/v1/credentials?x=1", 200), ("GET", "/v1/credentials/x", 404), ("GET", "//v1/credentials", 404),
            ("POST", "/", 404), ("GET", "/healthz", 404), ("GET", "/metrics", 404),
        ]
    )
    func methods(_ method: String, _ path: String, _ status: Int) async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url)
        let text = try await RawClient.exchange(
            "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: \(podToken())\r\nConnection: close\r\n\r\n",
            with: running.address
        )
        #expect(text.hasPrefix("HTTP/1.1 \(status) "), "\(text.prefix(200))")
        #expect((method == "HEAD") == text.hasSuffix("\r\n\r\n"))
    }

    @Test func `the first of several Authorization fields counts`() async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url)
        for (first, second, status) in [(podToken(), "a.b", 200), ("a.b", podToken(), 400)] {
            let text = try await RawClient.exchange(
                "GET /v1/credentials HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: \(first)\r\n"
                    + "Authorization: \(second)\r\nConnection: close\r\n\r\n",
                with: running.address
            )
            #expect(text.hasPrefix("HTTP/1.1 \(status) "), "\(text.prefix(200))")
        }
    }

    @Test func `requests over the rate are not in the metric of answers, and metrics and probes have no rate`()
        async throws
    {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url) { $0.options.requestsPerSecond = 2 }
        #expect(try await running.ask(podToken()).status == 200)
        for _ in 0..<3 { #expect(try await running.ask(podToken()).status == 429) }
        for _ in 0..<5 { #expect(try await running.probe("/healthz").status == 200) }
        for _ in 0..<5 { _ = try await running.metrics() }
        let metrics = try await running.metrics().body
        #expect(metrics.contains(#"pod_identity_http_response{code="200"} 1"#))
        #expect(!metrics.contains(#"code="429""#))
    }

    @Test func `failed renewals are counted by whether they are final, and by EKS Auth's code`() {
        let metrics = AgentMetrics()
        let failures: [UpstreamFailure] = [
            refusal("ResourceNotFoundException", status: 404), refusal("ExpiredTokenException"),
            refusal("InvalidTokenException"), refusal("AccessDeniedException"),
            refusal("ThrottlingException", status: 429),
            .unreachable("no connection"), .unreachable("no answer"),
        ]
        for failure in failures { metrics.countRefreshError(isFinal: failure.isFinal, code: failure.metricCode) }
        for line in [
            #"{code="ResourceNotFoundException",type="NonRecoverable"} 1"#,
            #"{code="ExpiredTokenException",type="NonRecoverable"} 1"#,
            #"{code="InvalidTokenException",type="NonRecoverable"} 1"#,
            #"{code="AccessDeniedException",type="Recoverable"} 1"#,
            #"{code="ThrottlingException",type="Recoverable"} 1"#,
            #"{code="Unknown",type="Recoverable"} 2"#,
        ] { #expect(metrics.text.contains("\npod_identity_cache_errors\(line)\n"), "\(line)") }
        // Whoever answers in EKS Auth's place makes no memory grow.
        for number in 0..<200 { metrics.countRefreshError(isFinal: false, code: "Code\(number)\"\n\\") }
        let lines = metrics.text.split(separator: "\n").filter { $0.hasPrefix("pod_identity_cache_errors{") }
        #expect(lines.count <= 65)
        #expect(lines.contains { $0.contains(#"code="Code0\"\n\\""#) })
    }

    @Test func `an address that cannot be bound is reported, and the other one served; without any there is no agent`()
        async throws
    {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url) {
            $0.options.bindHosts = ["192.0.2.77", "127.0.0.1"]
        }
        #expect(running.agent.credentialAddresses.count == 1)
        #expect(try await running.ask(podToken()).status == 200)
        #expect(try await running.probe("/healthz").status == 200)
        #expect(running.log.contains("cannot serve credentials on this address: "))
        #expect(running.log.contains("192.0.2.77"))
        await #expect(throws: Agent.CannotServe.self) {
            _ = try await RunningAgent(eksAuth: service.url) { $0.options.bindHosts = ["192.0.2.77"] }
        }
    }

    @Test func `both addresses have one cache`() async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url) {
            $0.options.bindHosts = ["127.0.0.1", "127.0.0.2"]
            $0.options.allowedHosts.append("127.0.0.2")
        }
        for address in running.agent.credentialAddresses {
            let text = try await RawClient.exchange(
                "GET /v1/credentials HTTP/1.1\r\nHost: \(address)\r\nAuthorization: \(podToken())\r\n"
                    + "Connection: close\r\n\r\n",
                with: address
            )
            #expect(text.hasPrefix("HTTP/1.1 200 "), "\(text.prefix(200))")
        }
        #expect(running.agent.credentialAddresses.count == 2)
        #expect(service.calls.count == 1)
    }

    @Test func `an account that the role's ARN does not name is left out`() async throws {
        let service = try await FakeService { _, _ in grant(arn: "arn:aws:sts:::assumed-role/r/s") }
        let running = try await RunningAgent(eksAuth: service.url)
        #expect(
            try await running.ask(podToken()).body
                == #"{"AccessKeyId":"ASIA","SecretAccessKey":"sec","Token":"tok","Expiration":"2027-01-15T14:00:00Z"}"#
        )
    }

    @Test(
        "EKS Auth is where the flag, its own variable, or the one for all services says, in this order",
        arguments: [
            (true, true, true, "flag"), (false, true, true, "own"), (false, false, true, "all"),
        ]
    )
    func endpoints(_ flag: Bool, _ own: Bool, _ all: Bool, _ asked: String) async throws {
        let names = ["flag", "own", "all"]
        var services: [FakeService] = []
        for name in names {
            services.append(try await FakeService { _, _ in grant(arn: "arn:aws:sts::1:assumed-role/\(name)/s") })
        }
        let running = try await RunningAgent(eksAuth: flag ? services[0].url : "") {
            if own { $0.environment["AWS_ENDPOINT_URL_EKS_AUTH"] = services[1].url }
            if all { $0.environment["AWS_ENDPOINT_URL"] = services[2].url }
        }
        #expect(try await running.ask(podToken()).status == 200)
        #expect(services.map(\.calls.count) == names.map { $0 == asked ? 1 : 0 })
    }

    @Test func `pauses are random up to two seconds and then four, and retries have a budget`() {
        let transient = UpstreamFailure.unreachable("no connection")
        let most = RandomSource { UInt64.max }
        var policy = RetryPolicy(attempts: 3)
        for _ in 0..<5 {
            #expect(policy.pause(after: 1, transient, random: noJitter) == 0)
            #expect((0..<2000).contains(policy.pause(after: 1, transient, random: most) ?? -1))
            #expect((0..<4000).contains(policy.pause(after: 2, transient, random: most) ?? -1))
            #expect(policy.pause(after: 3, transient, random: most) == nil)
        }
        #expect(policy.pause(after: 1, refusal("AccessDeniedException"), random: noJitter) == nil)
        // 500, five each: 15 are gone.
        var left = 0
        while policy.pause(after: 1, transient, random: noJitter) != nil { left += 1 }
        #expect(left == 85)
        policy.succeeded(after: 2)
        #expect(policy.pause(after: 1, transient, random: noJitter) == 0)
        #expect(policy.pause(after: 1, transient, random: noJitter) == nil)
        #expect(RetryPolicy(attempts: 0).attempts == 1)
    }

    @Test func `the log is JSON lines with AWS's fields, and says nothing of tokens and secrets`() async throws {
        let service = try await FakeService { _, number in number > 1 ? refuse(400, "AccessDeniedException") : grant() }
        let running = try await RunningAgent(eksAuth: service.url)
        _ = try await running.ask(podToken())
        _ = try await running.ask(podToken())
        _ = try await running.ask(podToken("q"))
        let lines = running.log.split(separator: "\n")
        #expect(lines.allSatisfy { $0.hasPrefix("{") && $0.hasSuffix("}") })
        for field in [
            #""bind-addr":"127.0.0.1:"#, #""cluster-name":"myeks""#, #""client-addr":"127.0.0.1:"#,
            #""cache-hit":0"#, #""cache-hit":1"#, #""fetched_role_arn":"arn:aws:sts::111122223333:assumed-role/r/s""#,
            #""fetched_role_id":"AROA:s""#, #""association-id":"a-1""#, #""service":"EKS Auth""#,
            #""operation":"AssumeRoleForPodIdentity""#, "[r-1]: (AccessDeniedException)",
        ] { #expect(running.log.contains(field), "\(field)") }
        for secret in [podToken(), "s3cr3t", #""tok""#, #""sec""#] { #expect(!running.log.contains(secret)) }
    }

    @Test("a level lets through what is as grave or graver", arguments: LogLevel.allCases)
    func levels(_ level: LogLevel) {
        let said = Mutex("")
        let log = AgentLog(level: level, clock: .fixed(start)) { line in said.withLock { $0 += line } }
        log.error("grave")
        log.warn("odd")
        log.info("usual")
        log.debug("detail")
        let expected = [("grave", LogLevel.error), ("odd", .warn), ("usual", .info), ("detail", .debug)]
        for (word, least) in expected { #expect(said.withLock { $0 }.contains(word) == (level >= least), "\(word)") }
    }

    @Test func `with rotated credentials, the shared file's default profile is read again after a minute`() async throws
    {
        let files = try TemporaryFiles()
        func profile(_ key: String) -> String { "[default]\naws_access_key_id=\(key)\naws_secret_access_key=s\n" }
        let path = try files.write(profile("AKIAONE"))
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url) {
            $0.options.rotatesCredentials = true
            $0.environment = [
                "AWS_REGION": "r", "AWS_SHARED_CREDENTIALS_FILE": path, "AWS_PROFILE": "other",
                "AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "s",
            ]
        }
        _ = try await running.ask(podToken("a"))
        try files.write(profile("AKIATWO"), to: path)
        running.setTime(at(59))
        _ = try await running.ask(podToken("b"))
        running.setTime(at(60))
        _ = try await running.ask(podToken("c"))
        let keys = service.calls.compactMap {
            $0.headers["authorization"].first?.firstMatch(of: /Credential=([^\/]+)/).map { String($0.1) }
        }
        #expect(keys == ["AKIAONE", "AKIAONE", "AKIATWO"])
    }

    @Test(
        "a probe asks every server for a page that it does not have",
        arguments: [
            ([404], 200, ""), ([404, 404], 200, ""), ([404, 200], 500, "Internal Server Error occurred\n"),
            ([500], 500, "Internal Server Error occurred\n"), ([], 500, "Internal Server Error occurred\n"),
            ([404, 0], 408, ""),
        ] as [([Int], Int, String)]
    )
    func probes(_ answers: [Int], _ status: Int, _ body: String) async throws {
        var services: [FakeService] = []
        for answer in answers {
            services.append(try await FakeService { _, _ in answer == 0 ? nil : FakeService.Answer(status: answer) })
        }
        let listeners = services.compactMap { service in
            service.listener.map { AgentListener(host: "127.0.0.1", channel: $0) }
        }
        let probe = Probe(
            servers: { listeners },
            obstacle: { "EKS Auth is not there" },
            trust: TrustStore(file: nil),
            loop: MultiThreadedEventLoopGroup.singleton.next(),
            log: AgentLog(level: .panic, clock: .fixed(start)) { _ in },
            patience: answers.contains(0) ? 1000 : 10_000
        )
        let health = await probe.health()
        #expect(health.status == status)
        #expect(health.body == Array(body.utf8))
        // Readiness says why pods would get nothing; health is not affected.
        let ready = await probe.readiness()
        #expect(ready.status == 500)
        #expect(
            String(decoding: ready.body, as: UTF8.self) == "Internal Server Error occurred: EKS Auth is not there\n"
        )
    }

    @Test func `a server that is gone fails the probe`() async throws {
        let service = try await FakeService { _, _ in FakeService.Answer(status: 404) }
        let listener = try AgentListener(host: "127.0.0.1", channel: #require(service.listener))
        let address = ServiceURL(service.url)
        try await service.stop()
        let probe = Probe(
            servers: { [listener] },
            obstacle: { nil },
            trust: TrustStore(file: nil),
            loop: MultiThreadedEventLoopGroup.singleton.next(),
            log: AgentLog(level: .panic, clock: .fixed(start)) { _ in }
        )
        #expect(address != nil)
        #expect(await probe.readiness().status == 500)
    }
}
