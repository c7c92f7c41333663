package import Ambient

/// Credentials by token, and the calls under way for them: a value that decides, and leaves the acting to its owner.
///
/// Time is passed in. One call is under way for a token at most; everyone else who asks for it waits for that call.
/// Credentials are renewed ahead of their end, and stay until then whatever becomes of the renewal, unless EKS Auth says
/// that token or association are gone.
package struct CredentialCache<Waiter: Sendable & Hashable>: Sendable {
    /// What to do for a request.
    package enum Decision: Sendable, Hashable {
        case answer(PodCredentials)
        /// Call EKS Auth, and report by `finish`; the waiter waits.
        case fetch
        /// A call is under way; the waiter waits for it.
        case wait
        /// Too many calls are under way already.
        case overloaded
    }

    /// What to do after a call.
    package struct Landing: Sendable {
        package let waiters: [Waiter]
        package let answer: Result<PodCredentials, UpstreamFailure>
        package let notes: [CacheNote]
    }

    private struct Entry: Sendable {
        let token: PodToken
        var credentials: PodCredentials
        /// Nil if they are not to be renewed.
        var refreshAt: Timestamp?
        var lastUse: UInt64
    }

    private struct Flight: Sendable {
        var waiters: [Waiter]
        let isRefresh: Bool
    }

    package let settings: CacheSettings
    private let random: RandomSource
    private var entries: [String: Entry] = [:]
    private var flights: [String: Flight] = [:]
    /// The text of each pod's newest token that EKS Auth accepted.
    private var newest: [PodName: String] = [:]
    private var refreshBudget: TokenBucket
    private var uses: UInt64 = 0

    package init(settings: CacheSettings, random: RandomSource) {
        self.settings = settings
        self.random = random
        let rate = Double(settings.refreshesPerSecond)
        refreshBudget = TokenBucket(rate: rate, burst: rate)
    }

    package var count: Int { entries.count }
    package var flightCount: Int { flights.count }

    /// Credentials that can be handed out at once for exactly this token.
    package mutating func cached(_ text: String, at now: Timestamp) -> PodCredentials? {
        found(text, at: now)?.credentials
    }

    /// The same, with the token as it was read.
    package mutating func found(
        _ text: String,
        at now: Timestamp
    ) -> (token: PodToken, credentials: PodCredentials)? {
        guard let index = entries.index(forKey: text) else { return nil }
        let entry = entries.values[index]
        guard isUsable(entry.credentials, at: now), entry.token.isCurrent(at: now) else { return nil }
        uses += 1
        entries.values[index].lastUse = uses
        return (entry.token, entry.credentials)
    }

    /// Decides about a request, and has it wait unless it can be answered at once.
    package mutating func request(_ token: PodToken, by waiter: Waiter, at now: Timestamp) -> Decision {
        if let credentials = cached(token.text, at: now) { return .answer(credentials) }
        if let waiting = flights[token.text]?.waiters.count {
            guard waiting < settings.maximumWaiters else { return .overloaded }
            flights[token.text]?.waiters.append(waiter)
            return .wait
        }
        guard flights.count < settings.maximumFlights else { return .overloaded }
        flights[token.text] = Flight(waiters: [waiter], isRefresh: false)
        return .fetch
    }

    /// Forgets a request whose client has gone; the call goes on, since its credentials will be asked for again.
    package mutating func abandon(_ token: PodToken, by waiter: Waiter) {
        flights[token.text]?.waiters.removeAll { $0 == waiter }
    }

    /// Takes in what a call gave.
    package mutating func finish(
        _ token: PodToken,
        with result: Result<PodCredentials, UpstreamFailure>,
        at now: Timestamp
    ) -> Landing {
        let flight = flights.removeValue(forKey: token.text)
        let waiters = flight?.waiters ?? []
        let outcome = result.flatMap { credentials in
            isUsable(credentials, at: now)
                ? .success(credentials) : .failure(.shortLived(expiration: credentials.expiration))
        }
        switch outcome {
        case .success(let credentials):
            let wasDropped = flight?.isRefresh == true && waiters.isEmpty && entries[token.text] == nil
            let notes = wasDropped ? [] : store(credentials, of: token, at: now)
            return Landing(waiters: waiters, answer: outcome, notes: notes)
        case .failure(let failure):
            return Landing(waiters: waiters, answer: outcome, notes: note(failure, of: token, at: now))
        }
    }

    /// Drops what has ended, and gives back the tokens to renew now, as many as the rate allows.
    ///
    /// Each of them is a call to report by `finish`.
    package mutating func sweep(at now: Timestamp) -> (refresh: [PodToken], notes: [CacheNote]) {
        var notes: [CacheNote] = []
        for entry in entries.values {
            if entry.credentials.expiration <= now {
                notes.append(drop(entry.token, .expired))
            } else if let end = entry.token.expires, end <= now {
                notes.append(drop(entry.token, .tokenExpired))
            }
        }
        let due = entries.values
            .filter { entry in flights[entry.token.text] == nil && entry.refreshAt.map { $0 <= now } ?? false }
            .sorted { ($0.refreshAt ?? now) < ($1.refreshAt ?? now) }
        var refresh: [PodToken] = []
        for entry in due {
            guard refreshBudget.take(at: now) else { break }
            flights[entry.token.text] = Flight(waiters: [], isRefresh: true)
            refresh.append(entry.token)
        }
        return (refresh, notes)
    }

    /// When `sweep` next has something to do; nil if nothing is cached.
    package mutating func nextSweep(after now: Timestamp) -> Timestamp? {
        var next: Timestamp?
        for entry in entries.values {
            var time = entry.credentials.expiration
            if let end = entry.token.expires { time = min(time, end) }
            if let refreshAt = entry.refreshAt, flights[entry.token.text] == nil { time = min(time, refreshAt) }
            next = next.map { min($0, time) } ?? time
        }
        return next.map { $0 <= now ? refreshBudget.availableAt(now) : $0 }
    }

    private func isUsable(_ credentials: PodCredentials, at now: Timestamp) -> Bool {
        credentials.expiration > now.adding(seconds: settings.minimumLife)
    }
}

extension CredentialCache {
    private mutating func store(_ credentials: PodCredentials, of token: PodToken, at now: Timestamp) -> [CacheNote] {
        guard settings.isCaching else { return [] }
        var notes: [CacheNote] = []
        var refreshAt: Timestamp? = refreshTime(of: credentials, at: now)
        if let pod = token.pod {
            if let text = newest[pod], text != token.text, let other = entries[text]?.token {
                if isOlder(token, than: other) {
                    // Whoever still reads the old token gets credentials, but nobody renews them for it.
                    refreshAt = nil
                } else {
                    notes.append(drop(other, .rotated))
                }
            }
            if refreshAt != nil { newest[pod] = token.text }
        }
        uses += 1
        let wasThere = entries[token.text] != nil
        entries[token.text] = Entry(token: token, credentials: credentials, refreshAt: refreshAt, lastUse: uses)
        notes.append(
            wasThere
                ? .refreshed(token.pod, until: credentials.expiration, refreshAt: refreshAt)
                : .stored(token.pod, until: credentials.expiration, refreshAt: refreshAt)
        )
        if entries.count > settings.maximumEntries,
            let least = entries.values.min(by: { $0.lastUse < $1.lastUse })?.token
        {
            notes.append(drop(least, .full))
        }
        return notes
    }

    private func isOlder(_ token: PodToken, than other: PodToken) -> Bool {
        guard let issued = token.issuedAt, let otherIssued = other.issuedAt else { return false }
        return issued < otherIssued
    }

    /// Between nine tenths and the whole of the time that credentials are kept, and well before their end.
    private func refreshTime(of credentials: PodCredentials, at now: Timestamp) -> Timestamp {
        let life = credentials.expiration.milliseconds - now.milliseconds
        let margin = min(life / 2, max(life / 5, 60_000))
        let latest = min(settings.retention * 1000, life - margin)
        return Timestamp(milliseconds: now.milliseconds + latest - fraction(of: latest / 10))
    }

    /// A random number from 0 up to but not including a limit.
    private func fraction(of limit: Int64) -> Int64 {
        limit > 0 ? Int64(random.word() % UInt64(limit)) : 0
    }

    private mutating func note(_ failure: UpstreamFailure, of token: PodToken, at now: Timestamp) -> [CacheNote] {
        guard let entry = entries[token.text] else { return [] }
        if failure.isFinal { return [drop(token, .refused(failure))] }
        let delay = settings.retryAfter * 1000
        let retry = Timestamp(milliseconds: now.milliseconds + delay + fraction(of: delay))
        let end = entry.credentials.expiration
        // Who waits for longer than this would get credentials that nobody may have any more.
        let last = Timestamp(milliseconds: end.milliseconds - settings.minimumLife * 1000)
        let retryAt: Timestamp? = now >= last ? nil : min(retry, last)
        entries[token.text]?.refreshAt = retryAt
        guard isUsable(entry.credentials, at: now) else { return [] }
        return [.kept(token.pod, until: end, retryAt: retryAt, failure)]
    }

    private mutating func drop(_ token: PodToken, _ reason: CacheNote.Departure) -> CacheNote {
        entries.removeValue(forKey: token.text)
        if let pod = token.pod, newest[pod] == token.text { newest.removeValue(forKey: pod) }
        return .evicted(token.pod, reason)
    }
}
