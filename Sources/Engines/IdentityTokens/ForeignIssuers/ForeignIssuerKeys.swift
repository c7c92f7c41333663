package import Ambient

/// The key sets of issuers that are not our own: fetched by discovery, kept for a while, fetched again with moderation.
package actor ForeignIssuerKeys {
    /// The times that govern the cache, in seconds.
    package struct Pace: Sendable, Hashable {
        /// How long a key set counts.
        package var life: Int64 = 3600
        /// How long a failure counts, less than a success.
        package var failureLife: Int64 = 10
        /// How soon an unknown key id may make a key set be fetched again.
        package var refresh: Int64 = 60

        package init() {}
    }

    /// The keys of an issuer and how its server was trusted.
    package struct Keys: Sendable {
        package let keys: KeySet
        package let verification: FetchedDocument.Verification
    }

    private struct Entry {
        var result: Result<Keys, TokenRejection>
        var fetchedAt: Timestamp
        /// When the issuer was asked last, be it in vain.
        var askedAt: Timestamp
    }

    private struct Subject: Hashable {
        let issuer: String
        let thumbprints: [String]
    }

    private static let capacity = 256

    private let fetcher: any IssuerFetcher
    private let clock: WallClock
    private let pace: Pace
    private var entries: [Subject: Entry] = [:]
    private var underWay: [Subject: Task<Result<Keys, TokenRejection>, Never>] = [:]

    package init(fetcher: any IssuerFetcher, clock: WallClock, pace: Pace = Pace()) {
        self.fetcher = fetcher
        self.clock = clock
        self.pace = pace
    }

    /// The keys of an issuer; fetched again if they lack the wanted id and were not fetched just now.
    ///
    /// - Throws: `TokenRejection` of the kinds `keysUnavailable` and `untrustedCertificate`.
    package func keys(
        issuer: String,
        thumbprints: [String],
        wanted: KeyID?
    ) async throws(TokenRejection) -> Keys {
        let subject = Subject(issuer: issuer, thumbprints: thumbprints)
        if let entry = entries[subject], isGood(entry, wanted: wanted) { return try entry.result.get() }
        return try await fetched(subject).get()
    }

    private func isGood(_ entry: Entry, wanted: KeyID?) -> Bool {
        let age = clock.now.seconds - entry.fetchedAt.seconds
        switch entry.result {
        case .failure: return age < pace.failureLife
        case .success(let known):
            guard age < pace.life else { return false }
            // A token without a key id names no key that fetching could find.
            if wanted.map({ known.keys.key($0) != nil }) ?? true { return true }
            return clock.now.seconds - entry.askedAt.seconds < pace.refresh
        }
    }

    /// One fetch at a time for an issuer; those who come meanwhile share it.
    private func fetched(_ subject: Subject) async -> Result<Keys, TokenRejection> {
        if let task = underWay[subject] { return await task.value }
        let fetcher = fetcher
        // Unstructured, because the fetch outlives whichever caller started it.
        let task = Task { await Self.fetch(subject, with: fetcher) }
        underWay[subject] = task
        let result = await task.value
        underWay[subject] = nil
        if entries.count >= Self.capacity, entries[subject] == nil {
            entries = entries.filter { clock.now.seconds - $0.value.askedAt.seconds < pace.refresh }
            if entries.count >= Self.capacity { entries.removeAll() }
        }
        let now = clock.now
        // A fetch for an unknown key that fails takes nobody the keys that still count.
        if case .failure = result, let known = entries[subject], case .success = known.result,
            now.seconds - known.fetchedAt.seconds < pace.life
        {
            entries[subject]?.askedAt = now
            return known.result
        }
        entries[subject] = Entry(result: result, fetchedAt: now, askedAt: now)
        return result
    }

    private static func fetch(_ subject: Subject, with fetcher: any IssuerFetcher) async -> Result<Keys, TokenRejection>
    {
        do {
            let issuer = subject.issuer
            let place = (issuer.hasSuffix("/") ? issuer : issuer + "/") + ".well-known/openid-configuration"
            let fetched = try await fetcher.fetch(place, thumbprints: subject.thumbprints)
            guard let document = DiscoveryDocument(parsing: fetched.body) else {
                return .failure(.keysUnavailable(reason: "\(place) is no discovery document"))
            }
            guard document.issuer == issuer else {
                return .failure(.keysUnavailable(reason: "\(place) is about the issuer \(document.issuer)"))
            }
            guard document.keySetURL.hasPrefix("https://") else {
                return .failure(.keysUnavailable(reason: "\(place) has its keys at no https URL"))
            }
            let keys = try await fetcher.fetch(document.keySetURL, thumbprints: subject.thumbprints)
            return .success(Keys(keys: try KeySet(parsing: keys.body), verification: keys.verification))
        } catch let failure as FetchFailure {
            if case .untrusted(let reason) = failure { return .failure(.untrustedCertificate(reason: reason)) }
            return .failure(.keysUnavailable(reason: failure.description))
        } catch {
            return .failure(.keysUnavailable(reason: "\(error)"))
        }
    }
}
