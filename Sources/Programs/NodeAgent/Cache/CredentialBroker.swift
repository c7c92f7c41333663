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

    /// A clock may be set; nobody sleeps longer than this on what it said, in milliseconds.
    private static let longestSleep: Int64 = 60_000

    private let state: Mutex<State>
    private let fetch: @Sendable (PodToken) async -> Outcome
    private let loop: any EventLoop
    private let clock: WallClock
    private let metrics: AgentMetrics
    private let log: AgentLog
    private let flights = AsyncStream<PodToken>.makeStream()

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
            for await token in flights.stream {
                group.addTask { self.finish(token, await self.fetch(token)) }
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
            if decision == .fetch { flights.continuation.yield(token) }
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

    private func finish(_ token: PodToken, _ outcome: Outcome) {
        let now = clock.now
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
        report(landing.notes)
        scheduleSweep(at: now)
    }

    private func sweep() {
        let now = clock.now
        let (refresh, notes) = state.withLock { state in
            state.nextSweep = nil
            return state.cache.sweep(at: now)
        }
        for token in refresh { flights.continuation.yield(token) }
        report(notes)
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

    private func report(_ notes: [CacheNote]) {
        for note in notes {
            switch note {
            case .stored(let pod, let refreshAt): log.info("stored credentials", fields(pod, refreshAt))
            case .refreshed(let pod, let refreshAt):
                metrics.count(.refreshed)
                log.info("renewed credentials", fields(pod, refreshAt))
            case .evicted(let pod, .refused(let failure)):
                metrics.count(.evicted)
                metrics.countRefreshError(isFinal: true, code: failure.metricCode)
                log.warn(
                    "dropped credentials, since EKS Auth refuses to renew them: \(failure.reason)",
                    fields(pod, nil)
                )
            case .evicted(let pod, let reason):
                metrics.count(.evicted)
                log.info("dropped credentials: \(reason)", fields(pod, nil))
            case .kept(let pod, let until, let retryAt, let failure):
                metrics.countRefreshError(isFinal: false, code: failure.metricCode)
                log.warn(
                    "credentials could not be renewed and are kept until \(until.rfc3339): \(failure.reason)",
                    fields(pod, retryAt)
                )
            }
        }
    }

    private func fields(_ pod: PodName?, _ refreshAt: Timestamp?) -> [(String, JSON)] {
        var fields: [(String, JSON)] = [("from", "cache")]
        if let pod {
            fields.append(("subject", .string(pod.subject)))
            fields.append(("pod-uid", .string(pod.uid)))
        }
        if let refreshAt { fields.append(("refresh-at", .string(refreshAt.rfc3339))) }
        return fields
    }
}
