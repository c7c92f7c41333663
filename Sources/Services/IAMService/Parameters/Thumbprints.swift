import AWSProtocols

/// The thumbprints of an OIDC provider, kept as they were sent.
struct Thumbprints: Sendable {
    private let limit: Int

    init(_ limits: Limits) {
        limit = limits.thumbprints
    }

    /// - Throws: `InvalidInput` for more than five.
    func checked(_ thumbprints: [String]) throws(Fault) -> [String] {
        guard thumbprints.count <= limit else { throw Words.tooManyThumbprints }
        return thumbprints
    }
}
