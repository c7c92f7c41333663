import Ambient
import JSONTree
import NIOCore
import Synchronization

/// `/v1/credentials`: a pod's token for the pod's credentials.
final class CredentialEndpoint: Sendable {
    private let broker: CredentialBroker
    private let hosts: HostRule
    /// Nil if tokens are not bound to addresses.
    private let binder: TokenBinder?
    private let clock: WallClock
    private let metrics: AgentMetrics
    private let log: AgentLog
    private let rate: Mutex<TokenBucket>?

    /// A limit of 0 requests a second is none.
    init(
        broker: CredentialBroker,
        hosts: HostRule,
        binder: TokenBinder? = nil,
        requestsPerSecond: Int,
        clock: WallClock,
        metrics: AgentMetrics,
        log: AgentLog
    ) {
        self.broker = broker
        self.hosts = hosts
        self.binder = binder
        self.clock = clock
        self.metrics = metrics
        self.log = log
        let rate = Double(requestsPerSecond)
        self.rate = requestsPerSecond > 0 ? Mutex(TokenBucket(rate: rate, burst: rate / 2)) : nil
    }

    func respond(to request: AgentRequest, on loop: any EventLoop) -> AgentAnswer {
        guard request.path == "/v1/credentials" else { return .now(.notFound) }
        let now = clock.now
        guard rate?.withLock({ $0.take(at: now) }) ?? true else { return .now(.tooManyRequests) }
        if let refusal = hosts.refusal(of: request.host) { return refuse(403, refusal, request) }
        let text = request.authorization
        if let (token, credentials) = broker.cached(text, at: now) {
            return .now(given(credentials, token, request, fromCache: true))
        }
        guard !text.isEmpty else { return refuse(400, "Service account token cannot be empty", request) }
        let token: PodToken
        do {
            token = try PodToken(parsing: text)
        } catch {
            return refuse(400, "Service account token cannot be parsed: \(error)", request)
        }
        let problems = token.timeProblems(at: now)
        guard problems.isEmpty else {
            let reasons = problems.joined(separator: ", ")
            return refuse(400, "Service account token failed basic claim validations: \(reasons)", request)
        }
        guard binder?.mayAsk(token, request.place, at: now) ?? true else { return .now(outOfPlace()) }
        switch broker.request(token, at: now, on: loop) {
        case .answer(let credentials): return .now(given(credentials, token, request, fromCache: true))
        case .overloaded: return .now(counted(.tooManyRequests))
        case .later(let future, let abandon):
            let answer = future.map { result in
                switch result {
                case .success(let credentials): self.given(credentials, token, request, fromCache: false)
                case .failure(let failure): self.failed(failure, request)
                }
            }
            return .later(answer, abandon: abandon)
        }
    }

    private func given(
        _ credentials: PodCredentials,
        _ token: PodToken,
        _ request: AgentRequest,
        fromCache: Bool
    ) -> AgentResponse {
        guard binder?.mayHave(token, request.place, at: clock.now) ?? true else { return outOfPlace() }
        log.debug(
            "gave credentials",
            [
                ("client-addr", .string(request.clientAddress)), ("cache-hit", fromCache ? 1 : 0),
                ("fetched_role_arn", .string(credentials.roleARN)), ("fetched_role_id", .string(credentials.roleID)),
                ("association-id", .string(credentials.associationID)),
            ]
        )
        return counted(AgentResponse(status: 200, contentType: "application/json", body: credentials.body))
    }

    /// The binder has logged why.
    private func outOfPlace() -> AgentResponse { counted(.error(403, TokenBinder.words)) }

    private func failed(_ failure: UpstreamFailure, _ request: AgentRequest) -> AgentResponse {
        log.error(
            "no credentials: \(failure.reason)",
            [("client-addr", .string(request.clientAddress))] + failure.logged
        )
        return counted(.error(failure.status, failure.text))
    }

    private func refuse(_ status: Int, _ text: String, _ request: AgentRequest) -> AgentAnswer {
        log.info("refused: \(text)", [("client-addr", .string(request.clientAddress))])
        return .now(counted(.error(status, text)))
    }

    private func counted(_ response: AgentResponse) -> AgentResponse {
        metrics.countResponse(response.status)
        return response
    }
}
