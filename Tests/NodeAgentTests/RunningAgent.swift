import Ambient
import NIOCore
import NIOPosix
import Synchronization

@testable import NodeAgent

/// An agent in this process, on free ports of the loopback interface, with a clock that a test sets.
final class RunningAgent: Sendable {
    static let keys = [
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE", "AWS_SECRET_ACCESS_KEY": "s3cr3t", "AWS_REGION": "us-west-2",
    ]

    /// What a test may change.
    struct Settings {
        var options: AgentOptions
        var environment = RunningAgent.keys
        var connections = ConnectionLimits()
        var upstream = HTTPCall.Limits(connecting: 5000, total: 20_000)
    }

    let agent: Agent
    private let state = Ambience()

    /// Starts with EKS Auth at a URL.
    init(eksAuth: String, _ change: (inout Settings) -> Void = { _ in }) async throws {
        var options = AgentOptions()
        options.cluster = "myeks"
        options.port = 0
        options.bindHosts = ["127.0.0.1"]
        options.allowedHosts = ["127.0.0.1"]
        options.probePort = 0
        options.metricsAddress = "127.0.0.1"
        options.metricsPort = 0
        options.endpoint = ServiceURL(eksAuth)
        var settings = Settings(options: options)
        change(&settings)
        let state = state
        agent = Agent(
            options: settings.options,
            environment: Environment(settings.environment),
            loop: MultiThreadedEventLoopGroup.singleton.next(),
            log: AgentLog(level: .trace, clock: .fixed(start)) { state.add($0) },
            clock: WallClock { state.now },
            random: noJitter,
            connections: settings.connections,
            upstream: settings.upstream
        )
        try await agent.start().get()
    }

    var address: String { agent.credentialAddresses.first ?? "" }
    var log: String { state.log }

    func setTime(_ time: Timestamp) { state.set(time) }

    /// A request for credentials, and the answer as it came.
    func ask(
        _ token: String?,
        host: String = "127.0.0.1",
        path: String = "/v1/credentials",
        from source: String? = nil
    ) async throws -> Reply {
        let authorization = token.map { "Authorization: \($0)\r\n" } ?? ""
        return try await get(address, path, "Host: \(host)\r\n" + authorization, from: source)
    }

    func probe(_ path: String) async throws -> Reply {
        try await get(agent.probeAddress ?? "", path, "Host: localhost\r\n")
    }

    func metrics() async throws -> Reply {
        try await get(agent.metricsAddress ?? "", "/metrics", "Host: localhost\r\n")
    }

    private func get(
        _ address: String,
        _ path: String,
        _ headers: String,
        from source: String? = nil
    ) async throws -> Reply {
        Reply(
            try await RawClient.exchange(
                "GET \(path) HTTP/1.1\r\n\(headers)Connection: close\r\n\r\n",
                with: address,
                from: source
            )
        )
    }

    /// An answer taken apart.
    struct Reply: Sendable {
        let status: Int
        let head: String
        let body: String

        init(_ text: String) {
            let end = text.firstRange(of: "\r\n\r\n")
            head = String(text[..<(end?.lowerBound ?? text.endIndex)])
            body = end.map { String(text[$0.upperBound...]) } ?? ""
            status = Int(text.dropFirst(9).prefix(3)) ?? 0
        }
    }

    /// Time and log of the agent.
    private final class Ambience: Sendable {
        private let time = Mutex(start)
        private let lines = Mutex("")

        var now: Timestamp { time.withLock { $0 } }
        var log: String { lines.withLock { $0 } }
        func set(_ now: Timestamp) { time.withLock { $0 = now } }
        func add(_ line: String) { lines.withLock { $0 += line } }
    }
}
