import Ambient
import JSONTree
import NIOCore
import Synchronization

/// Gives credentials to requests: asks the cache what to do, and does it.
final class CredentialBroker: Sendable {
    typealias Outcome = Result<PodCredentials, UpstreamFailure>

    /// What a request gets.
    enum Reply {
        case answer(PodCredentials)
        case later(EventLoopFuture<Outcome>, abandon: @Sendable () -> Void)
        case overloaded
    }

    private struct State {
        var cache: CredentialCache<UInt64>
        var promises: [UInt64: EventLoopPromise<Outcome>] = [:]
        var lastWaiter: UInt64 = 0
        var nextSweep: (at: Timestamp, timer: Scheduled<Void>)?
        /// Whether EKS Auth answered the last call.
        var isAnswered = false
    }

    /// A call to make.
    private struct Flight: Sendable {
        let token: PodToken
        let isRenewal: Bool
    }

    /// A clock may be set; nobody sleeps longer than this on what it said, in milliseconds.
    private static let longestSleep: Int64 = 60_000

    private let state: Mutex<State>
    private let fetch: @Sendable (PodToken) async -> Outcome
    private let loop: any EventLoop
    private let clock: WallClock
    private let metrics: AgentMetrics
    private let log: AgentLog
    private let flights = AsyncStream<Flight>.makeStream()

    init(
        settings: CacheSettings,
        random: RandomSource,
        loop: any EventLoop,
        clock: WallClock,
        metrics: AgentMetrics,
        log: AgentLog,
        fetch: @escaping @Sendable (PodToken) async -> Outcome
    ) {
        state = Mutex(State(cache: CredentialCache(settings: settings, random: random)))
        self.fetch = fetch
        self.loop = loop
        self.clock = clock
        self.metrics = metrics
        self.log = log
    }

    /// Whether EKS Auth answered when last called; false before the first call.
    var isAnswered: Bool { state.withLock { $0.isAnswered } }

    /// Makes the calls that requests and renewals need, until cancelled or ended.
    func run() async {
        await withDiscardingTaskGroup { group in
            for await flight in flights.stream {
                group.addTask {
                    let began = self.clock.now
                    self.finish(flight, await self.fetch(flight.token), since: began)
                }
            }
            group.cancelAll()
        }
    }

    /// Ends `run`.
    func end() {
        flights.continuation.finish()
        let left = state.withLock { state in
            state.nextSweep?.timer.cancel()
            state.nextSweep = nil
            defer { state.promises = [:] }
            return state.promises.values
        }
        for promise in left { promise.succeed(.failure(.unsent("the agent is shutting down"))) }
    }

    /// Credentials that are there for exactly this token, and the token as it was read.
    func cached(_ text: String, at now: Timestamp) -> (PodToken, PodCredentials)? {
        let found = state.withLock { $0.cache.found(text, at: now) }
        if found != nil { metrics.count(.hit) }
        return found
    }

    func request(_ token: PodToken, at now: Timestamp, on loop: any EventLoop) -> Reply {
        let promise = loop.makePromise(of: Outcome.self)
        let (decision, waiter) = state.withLock { state in
            state.lastWaiter += 1
            let decision = state.cache.request(token, by: state.lastWaiter, at: now)
            if decision == .fetch || decision == .wait { state.promises[state.lastWaiter] = promise }
            return (decision, state.lastWaiter)
        }
        switch decision {
        case .answer(let credentials):
            promise.succeed(.success(credentials))
            metrics.count(.hit)
            return .answer(credentials)
        case .overloaded:
            promise.succeed(.failure(.unsent("overloaded")))
            log.warn("too many calls of EKS Auth are under way: a request is refused")
            return .overloaded
        case .fetch, .wait:
            metrics.count(.miss)
            if decision == .fetch { flights.continuation.yield(Flight(token: token, isRenewal: false)) }
            return .later(promise.futureResult) { self.abandon(token, waiter) }
        }
    }

    private func abandon(_ token: PodToken, _ waiter: UInt64) {
        let promise = state.withLock { state in
            state.cache.abandon(token, by: waiter)
            return state.promises.removeValue(forKey: waiter)
        }
        promise?.succeed(.failure(.unsent("the client has gone")))
    }

    private func finish(_ flight: Flight, _ outcome: Outcome, since began: Timestamp) {
        let (token, now) = (flight.token, clock.now)
        let log = flight.isRenewal ? log.adding("from", "renewal-thread") : log
        if case .success(let credentials) = outcome {
            log.info(
                "fetched credentials from EKS Auth",
                [
                    ("request_time_ms", .number(JSONNumber(Int(max(0, now.milliseconds - began.milliseconds))))),
                    ("fetched_role_arn", .string(credentials.roleARN)),
                    ("fetched_role_id", .string(credentials.roleID)),
                    ("association-id", .string(credentials.associationID)),
                ]
            )
        }
        let (landing, promises) = state.withLock { state in
            let landing = state.cache.finish(token, with: outcome, at: now)
            switch outcome {
            case .success: state.isAnswered = true
            case .failure(.unsent): break
            // Who refuses is there.
            case .failure(let failure): state.isAnswered = !failure.isOutage
            }
            return (landing, landing.waiters.compactMap { state.promises.removeValue(forKey: $0) })
        }
        for promise in promises { promise.succeed(landing.answer) }
        report(landing.notes, at: now, in: log)
        scheduleSweep(at: now)
    }

    /// Drops what has ended, and renews what is due.
    func sweep() {
        let now = clock.now
        let (refresh, notes) = state.withLock { state in
            state.nextSweep = nil
            return state.cache.sweep(at: now)
        }
        for token in refresh { flights.continuation.yield(Flight(token: token, isRenewal: true)) }
        report(notes, at: now, in: log)
        scheduleSweep(at: now)
    }

    private func scheduleSweep(at now: Timestamp) {
        state.withLock { state in
            let latest = Timestamp(milliseconds: now.milliseconds + Self.longestSleep)
            guard let next = state.cache.nextSweep(after: now).map({ min($0, latest) }) else { return }
            if let planned = state.nextSweep, planned.at <= next { return }
            state.nextSweep?.timer.cancel()
            let delay = TimeAmount.milliseconds(max(0, next.milliseconds - now.milliseconds))
            state.nextSweep = (next, loop.scheduleTask(in: delay) { self.sweep() })
        }
    }

    private func report(_ notes: [CacheNote], at now: Timestamp, in log: AgentLog) {
        for note in notes {
            switch note {
            case .stored(let pod, let life, let refreshAt):
                log.info("stored credentials", fields(pod, life, refreshAt, now))
            case .refreshed(let pod, let life, let refreshAt):
                metrics.count(.refreshed)
                log.info("renewed credentials", fields(pod, life, refreshAt, now))
            case .evicted(let pod, .refused(let failure)):
                metrics.count(.evicted)
                metrics.countRefreshError(isFinal: true, code: failure.metricCode)
                log.warn(
                    "dropped credentials, since EKS Auth refuses to renew them: \(failure.reason)",
                    fields(pod) + failure.logged
                )
            case .evicted(let pod, let reason):
                metrics.count(.evicted)
                log.info("dropped credentials: \(reason)", fields(pod))
            case .kept(let pod, let until, let retryAt, let failure):
                metrics.countRefreshError(isFinal: false, code: failure.metricCode)
                log.warn(
                    "credentials could not be renewed and are kept until \(until.rfc3339): \(failure.reason)",
                    fields(pod, until, retryAt, now) + failure.logged
                )
            }
        }
    }

    /// Durations are in nanoseconds, as Go's are written.
    private func fields(
        _ pod: PodName?,
        _ expiration: Timestamp,
        _ refreshAt: Timestamp?,
        _ now: Timestamp
    ) -> [(String, JSON)] {
        func life(_ end: Timestamp) -> JSON {
            .number(JSONNumber(Int(max(0, end.milliseconds - now.milliseconds)) * 1_000_000))
        }
        var fields = fields(pod)
        if let refreshAt { fields.append(("refreshTtl", life(refreshAt))) }
        return fields + [("evictionTtl", life(expiration)), ("credsDuration", life(expiration))]
    }

    private func fields(_ pod: PodName?) -> [(String, JSON)] {
        guard let pod else { return [] }
        return [("subject", .string(pod.subject)), ("podUID", .string(pod.uid))]
    }
}
