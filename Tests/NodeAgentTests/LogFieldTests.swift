import Ambient
import JSONTree
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import NodeAgent

/// The fields that AWS's agent logs, by which dashboards find its lines.
struct LogFieldTests {
    private static func lines(of running: RunningAgent, _ words: String) -> [JSON] {
        running.log.split(separator: "\n").compactMap { try? JSON(parsing: Array($0.utf8)) }
            .filter { $0["msg"]?.string?.hasPrefix(words) == true }
    }

    @Test(
        "a line says what AWS's says, in its form: numbers are numbers, and durations nanoseconds",
        arguments: [
            ("serving credentials", ["bind-addr": "127.0.0.1:", "cluster-name": "myeks"], [:]),
            (
                "fetched credentials from EKS Auth",
                [
                    "cluster-name": "myeks", "fetched_role_arn": "arn:aws:sts::111122223333:assumed-role/r/s",
                    "fetched_role_id": "AROA:s", "association-id": "a-1",
                ], ["request_time_ms": 2000]
            ),
            (
                "stored credentials",
                ["cluster-name": "myeks", "podUID": "p-uid", "subject": "system:serviceaccount:ns:sa"],
                [
                    "refreshTtl": 10_800_000_000_000, "evictionTtl": 21_598_000_000_000,
                    "credsDuration": 21_598_000_000_000,
                ]
            ),
            (
                "gave credentials",
                ["client-addr": "127.0.0.1:", "cluster-name": "myeks", "association-id": "a-1"], ["cache-hit": 0]
            ),
            (
                "no credentials: [r-1]: (AccessDeniedException)",
                [
                    "client-addr": "127.0.0.1:", "cluster-name": "myeks", "service": "EKS Auth",
                    "operation": "AssumeRoleForPodIdentity", "request-id": "r-1",
                ], [:]
            ),
            ("refused: Service account token cannot be empty", ["client-addr": "127.0.0.1:"], [:]),
        ] as [(String, [String: String], [String: Int])]
    )
    func fields(_ message: String, _ texts: [String: String], _ numbers: [String: Int]) async throws {
        let clock = Mutex<(@Sendable () -> Void)?>(nil)
        let service = try await FakeService { _, number in
            clock.withLock { $0 }?()
            return number == 1 ? grant() : refuse(400, "AccessDeniedException")
        }
        let running = try await RunningAgent(eksAuth: service.url)
        clock.withLock { $0 = { running.setTime(at(2)) } }
        _ = try await running.ask(podToken())
        _ = try await running.ask(podToken("q"))
        _ = try await running.ask(nil)
        let line = try #require(Self.lines(of: running, message).first, "\(running.log)")
        for (name, value) in texts {
            #expect(line[name]?.string?.hasPrefix(value) == true, "\(name): \(line)")
        }
        for (name, value) in numbers { #expect(line[name]?.integer == value, "\(name): \(line)") }
        for name in ["level", "time"] { #expect(line[name]?.string != nil) }
        #expect(line["from"] == nil)
    }

    @Test(
        "what a renewal does is marked as such",
        arguments: [
            (grant(expiration: "1800043200"), "renewed credentials", nil),
            (refuse(400, "AccessDeniedException"), "credentials could not be renewed and are kept until", "r-1"),
            (refuse(400, "InvalidTokenException"), "dropped credentials, since EKS Auth refuses to renew", "r-1"),
        ] as [(FakeService.Answer, String, String?)]
    )
    func renewal(_ answer: FakeService.Answer, _ message: String, _ requestID: String?) async throws {
        let (said, continuation) = AsyncStream<String>.makeStream()
        let log = AgentLog(level: .info, clock: .fixed(start)) { continuation.yield($0) }
        // The clock is past the time to renew at as soon as the credentials are there.
        let time = Mutex(start)
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let calls = Mutex(0)
        let broker = CredentialBroker(
            settings: CacheSettings(),
            random: noJitter,
            loop: loop,
            clock: WallClock { time.withLock { $0 } },
            metrics: AgentMetrics(),
            log: log.adding("cluster-name", "myeks")
        ) { _ in
            let isFirst = calls.withLock { calls in
                calls += 1
                return calls == 1
            }
            if isFirst { return .success(credentials(until: 21_600)) }
            let headers = answer.headers.map { (name: $0.0, value: $0.1) }
            return EKSAuthAnswer.read(
                HTTPCall.Answer(status: answer.status, headers: headers, body: Array(answer.body.utf8))
            )
        }
        let work = Task { await broker.run() }
        guard case .later(let first, _) = broker.request(token(pod: "u"), at: start, on: loop) else {
            Issue.record("there was no call")
            return
        }
        _ = try await first.get()
        time.withLock { $0 = at(10_801) }
        broker.sweep()
        for await text in said {
            let line = try JSON(parsing: Array(text.utf8))
            guard line["msg"]?.string?.hasPrefix(message) == true else { continue }
            #expect(line["from"] == "renewal-thread")
            #expect(line["cluster-name"] == "myeks")
            #expect(line["podUID"] == "u")
            #expect(line["request-id"]?.string == requestID)
            #expect((line["service"]?.string == "EKS Auth") == (requestID != nil))
            break
        }
        broker.end()
        await work.value
    }
}
