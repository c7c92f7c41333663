import Ambient

/// When a call is made again: the AWS SDKs' standard mode.
struct RetryPolicy: Sendable {
    /// All attempts, the first one among them.
    let attempts: Int
    private static let capacity = 500
    private static let cost = 5
    /// What is left for retries; a success gives back what its retries took.
    private var balance = Self.capacity

    init(attempts: Int) {
        self.attempts = max(1, attempts)
    }

    /// Whether a failure may be different next time.
    static func isTransient(_ failure: UpstreamFailure) -> Bool {
        switch failure {
        case .unreachable: true
        case .undecodable(let status, _, _): [500, 502, 503, 504].contains(status)
        case .refused(let status, _, let code, _):
            [429, 500, 502, 503, 504].contains(status) || code.lowercased().contains("throttl")
        case .unsent, .shortLived: false
        }
    }

    /// The pause before the next attempt in milliseconds, random up to 2 s, then 4 s; nil if there is none.
    mutating func pause(after attempt: Int, _ failure: UpstreamFailure, random: RandomSource) -> Int64? {
        guard attempt < attempts, Self.isTransient(failure), balance >= Self.cost else { return nil }
        balance -= Self.cost
        let limit = min(20_000, Int64(1000) << Int64(min(attempt, 6)))
        return Int64(random.word() % UInt64(limit))
    }

    mutating func succeeded(after attempt: Int) {
        balance = min(Self.capacity, balance + max(1, (attempt - 1) * Self.cost))
    }
}
