/// The numbers that govern the cache; times are in seconds.
package struct CacheSettings: Sendable, Hashable {
    /// 0 turns caching off.
    package var maximumEntries = 2000
    /// How old credentials become before they are renewed; 0 turns caching off.
    package var retention: Int64 = 3 * 3600
    /// Credentials with no more than this left are not handed out.
    package var minimumLife: Int64 = 15
    /// A failed renewal is tried again after this, and up to as long again.
    package var retryAfter: Int64 = 60
    /// Renewals a second.
    package var refreshesPerSecond = 3
    /// Calls that may be under way at once for tokens without cached credentials.
    package var maximumFlights = 256
    /// Requests that may wait for one call.
    package var maximumWaiters = 1024

    package init() {}

    var isCaching: Bool { maximumEntries > 0 && retention > 0 }

    /// Why these numbers cannot work, if they cannot: the renewals of a full cache must fit into the retention.
    package var problem: String? {
        guard isCaching, Int64(refreshesPerSecond) * retention < Int64(maximumEntries / 2) else { return nil }
        return "a cache of \(maximumEntries) entries cannot be renewed within \(retention) seconds "
            + "at \(refreshesPerSecond) renewals a second: raise --max-service-qps or "
            + "--max-credential-retention-before-renewal, or lower --max-cache-size"
    }
}
