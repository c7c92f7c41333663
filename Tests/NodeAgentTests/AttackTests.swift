import NIOCore
import Testing

@testable import NodeAgent

struct AttackTests {
    @Test(
        "a header that is too large is refused, and ends the connection",
        arguments: [
            "X: " + String(repeating: "a", count: 1 << 20) + "\r\n",
            String(repeating: "X: " + String(repeating: "a", count: 10_000) + "\r\n", count: 100),
            String(repeating: "X: a\r\n", count: 10_000),
            "Authorization: " + String(repeating: "a", count: 40_000) + "\r\n",
        ]
    )
    func largeHeader(_ fields: String) async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url)
        let text = try await RawClient.exchange(
            "GET /v1/credentials HTTP/1.1\r\nHost: 127.0.0.1\r\n\(fields)\r\n",
            with: running.address
        )
        // A client that still sends when the connection is closed may be told by a reset alone.
        #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 431 "), "\(text.prefix(200))")
        #expect(try await running.ask(podToken()).status == 200)
    }

    @Test(
        "what is not HTTP is refused, and ends the connection",
        arguments: ["\u{16}\u{3}\u{1}\u{2}\u{0}", "GET\r\n\r\n", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"]
    )
    func notHTTP(_ text: String) async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url)
        #expect(try await RawClient.exchange(text, with: running.address).hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
    }

    @Test func `a long line and a long body are refused`() async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url)
        let long = String(repeating: "a", count: 200_000)
        let line = try await RawClient.exchange(
            "GET /\(long) HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
            with: running.address
        )
        #expect(line.isEmpty || line.hasPrefix("HTTP/1.1 4"), "\(line.prefix(200))")
        let body = try await RawClient.exchange(
            "POST /v1/credentials HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 200000\r\n\r\n\(long)",
            with: running.address
        )
        #expect(body.isEmpty || body.hasPrefix("HTTP/1.1 413 "), "\(body.prefix(200))")
        #expect(service.calls.isEmpty)
    }

    @Test func `slow clients by the hundred do not keep others from their credentials, and are closed`() async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url) {
            $0.connections.connections = 64
            $0.connections.patience = .seconds(3)
            $0.connections.checks = .milliseconds(20)
        }
        let slow = try await withThrowingTaskGroup(of: RawClient.self) { group in
            for _ in 0..<300 {
                group.addTask {
                    let client = try await RawClient.connect(to: running.address)
                    client.send("GET /v1/credentials HTTP/1.1\r\nHost: 127")
                    return client
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(try await running.ask(podToken()).status == 200)
        for client in slow { #expect(try await client.rest() == "") }
        #expect(try await running.ask(podToken()).status == 200)
    }

    @Test func `requests that follow each other on a connection are answered in order`() async throws {
        let service = try await FakeService { _, _ in grant() }
        let running = try await RunningAgent(eksAuth: service.url)
        let request = "GET /v1/credentials HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: \(podToken())\r\n"
        let text = try await RawClient.exchange(
            "\(request)\r\n\(request)\r\nGET / HTTP/1.1\r\n\r\n\(request)Connection: close\r\n\r\n",
            with: running.address
        )
        let statuses = text.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
        #expect(statuses == ["200", "200", "404", "200"])
        #expect(service.calls.count == 1)
    }

    @Test func `a client that goes away takes its request with it, not the call`() async throws {
        let (asked, continuation) = AsyncStream<Void>.makeStream()
        let service = try await FakeService { _, number in
            continuation.yield()
            return number == 1 ? refuse(503, "ServiceUnavailableException") : grant()
        }
        let running = try await RunningAgent(eksAuth: service.url)
        let client = try await RawClient.connect(to: running.address)
        client.send("GET /v1/credentials HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: \(podToken())\r\n\r\n")
        for await _ in asked { break }
        await client.close()
        #expect(try await running.ask(podToken()).status == 200)
        #expect(service.calls.count == 2)
    }

    @Test func `shutting down waits for requests under way, and closes idle connections`() async throws {
        let (asked, continuation) = AsyncStream<Void>.makeStream()
        let service = try await FakeService { _, number in
            continuation.yield()
            return number < 3 ? refuse(503, "ServiceUnavailableException") : grant()
        }
        let running = try await RunningAgent(eksAuth: service.url)
        let idle = try await RawClient.connect(to: running.address)
        async let reply = running.ask(podToken())
        for await _ in asked { break }
        let drained = running.agent.drain()
        #expect(try await reply.status == 200)
        #expect(try await drained.get())
        #expect(try await idle.rest() == "")
        await #expect(throws: (any Error).self) { _ = try await running.ask(podToken()) }
    }
}
