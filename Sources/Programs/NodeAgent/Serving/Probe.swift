import NIOCore
import NIOHTTP1

/// Answers `/healthz` and `/readyz`.
///
/// Both ask each credential server for a page it does not have, as AWS's agent does. Readiness asks in addition whether
/// pods can get credentials; health does not, since a restart would lose the credentials that are cached.
struct Probe: Sendable {
    let servers: @Sendable () -> [AgentListener]
    /// Why pods that are not known yet would get no credentials; nil if they would.
    let obstacle: @Sendable () async -> String?
    let trust: TrustStore
    let loop: any EventLoop
    let log: AgentLog
    /// Milliseconds for each server.
    var patience: Int64 = 10_000

    func health() async -> AgentResponse {
        let servers = servers()
        guard !servers.isEmpty else { return failed("no credential server listens") }
        for server in servers {
            guard let url = ServiceURL("http://\(server.authority)") else { return failed(server.authority) }
            let call = HTTPCall(
                service: "credential server",
                url: url,
                limits: HTTPCall.Limits(connecting: patience, total: patience),
                loop: loop,
                trust: trust
            )
            do {
                let answer = try await call.send(HTTPCall.Request(path: "/"))
                guard answer.status == 404 else { return failed("\(url) answered with status \(answer.status)") }
            } catch {
                log.error("probe: \(error)")
                return error.isTimeout ? .empty(408) : .error(500, "Internal Server Error occurred")
            }
        }
        return .empty(200)
    }

    func readiness() async -> AgentResponse {
        if let obstacle = await obstacle() {
            log.warn("not ready: \(obstacle)")
            return .error(500, "Internal Server Error occurred: \(obstacle)")
        }
        return await health()
    }

    private func failed(_ reason: String) -> AgentResponse {
        log.error("probe: \(reason)")
        return .error(500, "Internal Server Error occurred")
    }
}
