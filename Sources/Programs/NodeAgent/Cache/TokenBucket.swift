package import Ambient

/// A rate limit: so many a second, with so many at once.
package struct TokenBucket: Sendable {
    private let rate: Double
    private let burst: Double
    private var level: Double
    private var filledAt: Timestamp?

    /// A full bucket.
    package init(rate: Double, burst: Double) {
        self.rate = rate
        self.burst = max(burst, 1)
        level = self.burst
    }

    /// Takes one, if there is one.
    package mutating func take(at now: Timestamp) -> Bool {
        fill(at: now)
        guard level >= 1 else { return false }
        level -= 1
        return true
    }

    /// The first moment at which one can be taken.
    package mutating func availableAt(_ now: Timestamp) -> Timestamp {
        fill(at: now)
        guard level < 1, rate > 0 else { return now }
        return Timestamp(milliseconds: now.milliseconds + Int64(((1 - level) / rate * 1000).rounded(.up)))
    }

    /// A clock that was put back fills nothing.
    private mutating func fill(at now: Timestamp) {
        let elapsed = filledAt.map { max(0, now.milliseconds - $0.milliseconds) } ?? 0
        level = min(burst, level + Double(elapsed) / 1000 * rate)
        filledAt = now
    }
}
