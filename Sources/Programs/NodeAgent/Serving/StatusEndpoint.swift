import NIOCore

/// `/healthz` and `/readyz`, and `/metrics` where they are served.
final class StatusEndpoint: Sendable {
    private let probe: Probe
    private let metrics: AgentMetrics?
    private let executor: LoopExecutor

    init(probe: Probe, metrics: AgentMetrics?, executor: LoopExecutor) {
        self.probe = probe
        self.metrics = metrics
        self.executor = executor
    }

    func respond(to request: AgentRequest, on loop: any EventLoop) -> AgentAnswer {
        switch request.path {
        case "/healthz": later(on: loop) { await self.probe.health() }
        case "/readyz": later(on: loop) { await self.probe.readiness() }
        case "/metrics" where metrics != nil:
            .now(
                AgentResponse(
                    status: 200,
                    contentType: "text/plain; version=0.0.4; charset=utf-8",
                    body: Array((metrics?.text ?? "").utf8)
                )
            )
        default: .now(.notFound)
        }
    }

    private func later(
        on loop: any EventLoop,
        _ answer: @escaping @Sendable () async -> AgentResponse
    ) -> AgentAnswer {
        let promise = loop.makePromise(of: AgentResponse.self)
        Task(executorPreference: executor) { promise.succeed(await answer()) }
        return .later(promise.futureResult) {}
    }
}
